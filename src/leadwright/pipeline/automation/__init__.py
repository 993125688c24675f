"""Runs automations: carries their actions out, logs why, and answers dry runs."""
