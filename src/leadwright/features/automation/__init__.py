"""Automations: rules that act when an event happens to a lead. `pipeline/automation/running.py` runs them."""
