"""Measures: our product and its peers, on the same machine, in the same run. They never fail a build."""
