"""What is done by itself when something happens to a lead. `pipeline/automations.py` runs it."""
