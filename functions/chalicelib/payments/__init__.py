"""One module for each way to pay, each a :class:`chalicelib.ports.PaymentProvider`; wiring chooses and builds them."""
