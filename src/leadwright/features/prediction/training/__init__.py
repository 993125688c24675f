"""Training and measuring on any table.

It loads scikit-learn and LightGBM: only commands and child processes import this package, web and
worker never do.
"""
