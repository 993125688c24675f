"""One structured answer from a model through pydantic-ai: what the vendors' adapters share.

No vendor and no card. `asking` and `transport` import libraries that take seconds and a hundred
megabytes; they are named by a dotted path and loaded when a model is first used (docs/adr/0013).
"""
