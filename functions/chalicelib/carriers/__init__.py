"""One module for each carrier, each a :class:`chalicelib.ports.Carrier`; wiring chooses and builds them."""
