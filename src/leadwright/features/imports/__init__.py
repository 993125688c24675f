"""Spreadsheets from anybody become clean rows: reading, tables, mapping, cleaning, verdicts."""
