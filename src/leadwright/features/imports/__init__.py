"""Reads spreadsheets of any layout into clean rows: parsing, tables, column mapping, cleaning, verdicts."""
