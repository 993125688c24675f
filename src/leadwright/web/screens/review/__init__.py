"""Imported rows that wait for a decision."""
