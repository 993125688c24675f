"""A change of rules or models, run over the stored history."""
