"""Runs automations: executes their actions, logs why, and does dry runs."""
