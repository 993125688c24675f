"""Protocols and their value types: what the product needs from outside, and services between features."""
