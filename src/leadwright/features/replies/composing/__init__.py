"""Composes replies from templates: which wording, what fills its slots, how the mail looks."""
