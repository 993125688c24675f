"""Tells members what needs them."""
