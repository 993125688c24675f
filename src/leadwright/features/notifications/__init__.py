"""Notifies members, by the channels and at the times they chose."""
