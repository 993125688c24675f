"""Assigns leads to members, by product, team and rotation."""
