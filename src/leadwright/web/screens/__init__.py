"""Screens: each shows several features, so that they live here and not in one of them."""
