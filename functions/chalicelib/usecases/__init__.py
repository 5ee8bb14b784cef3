"""What the marketplace does, one sentence a function: load, decide, commit, answer."""
