"""Webhooks of vendors: mail providers, chats and inbound files."""
