"""One structured answer from a model, through pydantic-ai or by one request of our own: what adapters share.

No vendor and no card. `asking` and `transport` import libraries that take seconds and a hundred
megabytes; they are named by a dotted path and loaded when a model is first used (docs/adr/0013).
"""
