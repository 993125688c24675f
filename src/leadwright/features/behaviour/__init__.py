"""What leads do: events from outside, whose they are, and which of them machines made."""
