"""Scorecards: rules, drafts, numbers, charts, the set-up."""
