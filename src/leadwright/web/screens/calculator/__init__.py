"""The public scoring calculator: answers in, score and reasons out."""
