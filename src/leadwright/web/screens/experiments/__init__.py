"""A/B tests of reply texts and subjects."""
