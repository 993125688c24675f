"""The domain name system: whether mail can reach a domain."""
