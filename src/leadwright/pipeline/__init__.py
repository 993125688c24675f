"""The lead pipeline: `lead.py` lists its steps, `engine.py` runs them, `runs.py` stores their checkpoints."""
