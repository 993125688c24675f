"""Turns the rows of a file into leads, set by set, by the rules of `lead.py`."""
