"""What is done by itself when something happens to a lead. `pipeline/automation/running.py` runs it."""
