"""Outgoing connections to vendors: the guarded HTTP client, signing, delivery of messages."""
