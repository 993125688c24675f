"""The one way out for messages."""
