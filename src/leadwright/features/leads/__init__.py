"""People with a buying interest, and what is known about them."""
