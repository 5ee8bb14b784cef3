"""Previews: every draft through the shop's own renderer, for editors and for whoever they send a link."""
