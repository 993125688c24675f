"""Entity resolution: whether two records are one person, by the same rules on every path in."""
