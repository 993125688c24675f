"""What somebody has to do about a lead."""
