"""What people upload: looked at before it is opened, drawn again in a process of its own, and kept as our own file."""
