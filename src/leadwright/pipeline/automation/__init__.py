"""Automations at work: what they do, why, and what they would have done."""
