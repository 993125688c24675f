"""Ids, values, conditions, events and errors: pure Python and pydantic, importable by all."""
