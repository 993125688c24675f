"""The life of a lead: `lead.py` is the file, `engine.py` runs it durably, `runs.py` keeps the place."""
