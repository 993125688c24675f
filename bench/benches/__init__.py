"""One file per bench: capture, reply, mails, model, pages, start, soak."""
