"""Seeded demo data: a believable company's last 90 days, lived through the real pipeline.

`plan` decides everything from the seed, before anything is written: who writes what and when, and
what the team does about it. `fill` then carries the plan out on a moved clock, step by step.
"""
