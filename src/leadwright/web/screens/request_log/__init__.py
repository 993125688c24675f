"""Each request to the door as it came, and running it again."""
