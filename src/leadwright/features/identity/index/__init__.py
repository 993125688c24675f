"""The in-memory index for bulk matching, in a process of its own (docs/adr/0025)."""
