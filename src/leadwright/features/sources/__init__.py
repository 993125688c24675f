"""Folders, buckets and mailboxes from which spreadsheets are fetched automatically."""
