"""A workspace's connections to vendors: their settings, whether they work, and which one is in use."""
