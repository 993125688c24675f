"""A number that adds up."""
