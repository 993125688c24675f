"""Workspaces, the people in them, and their keys."""
