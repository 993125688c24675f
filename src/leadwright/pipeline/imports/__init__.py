"""The rows of a file on their way to leads, by the rules of `lead.py`, in sets."""
