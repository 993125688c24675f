"""Turns the rows of a file into leads, in sets, by the rules of `lead.py`."""
