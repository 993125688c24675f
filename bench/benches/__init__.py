"""One file per bench: capture, reply, pages, start."""
