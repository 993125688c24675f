"""Messages that the built-in outbox kept or a provider took."""
