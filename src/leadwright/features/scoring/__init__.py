"""Scores leads: scorecards, and a ledger whose entries sum exactly to the score."""
