"""Outgoing messages: each is stored first, and sent by one job."""
