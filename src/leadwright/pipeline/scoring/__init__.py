"""Scores beyond one lead's run: decayed, computed again for a base, replayed over the past, watched."""
