"""Asking a workspace's language models: order, limits, the day's money, and what each call cost."""
