"""From what editors saved to what the shop shows: documents, an outbox, and the worker that empties it."""
