"""Who gets the lead."""
