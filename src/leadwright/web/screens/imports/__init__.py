"""Imports: drop a file, check its columns, see each row, undo."""
