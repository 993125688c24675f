"""A workspace's own connections to vendors: what was filled in, whether it works, which one is used."""
