"""Jobs that were given up, with what to do about each."""
