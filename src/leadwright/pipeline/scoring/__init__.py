"""Scoring outside one lead's run: decay, mass rescoring, replays over the past, model monitoring."""
