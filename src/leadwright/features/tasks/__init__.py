"""Tasks: what a member has to do about a lead, and by when."""
