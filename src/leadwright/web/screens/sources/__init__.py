"""Where files come from by themselves, and what may come."""
