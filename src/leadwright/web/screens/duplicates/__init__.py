"""Two leads that may be one: shown side by side, answered one by one or many at once."""
