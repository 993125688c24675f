"""Which team gets which product interest."""
