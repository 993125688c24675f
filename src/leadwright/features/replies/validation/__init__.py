"""What a reply may say: every stated amount, date, name and promise is checked against what is known."""
