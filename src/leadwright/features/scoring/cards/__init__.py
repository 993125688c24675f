"""Scorecards: what they are, how they are stored, edited, drafted and written as files."""
