"""A workspace's settings: people, keys, mail, connections, facts, snippets."""
