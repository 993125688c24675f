"""Automations: what is done when something happens, and what was."""
