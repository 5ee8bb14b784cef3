"""HTTP: what a browser, a program or a provider sends becomes a use case's arguments; its answer becomes a response."""
