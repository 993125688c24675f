"""Replies that wait for a person: read, edit, send, refuse."""
