"""Calls a workspace's language models: their order, time limits, the daily budget, the cost of each call."""
