"""The table of leads: filters, order, bulk changes, export, search."""
