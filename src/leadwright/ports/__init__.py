"""Protocols and their value types: what the product needs from the outside and from its own directory."""
