"""Which reply is sent, held or not written, and when."""
