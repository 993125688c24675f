"""People with a buying interest, and what is known of them."""
