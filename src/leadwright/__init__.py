"""Leadwright, a self-hosted lead platform. Start reading in `pipeline/lead.py`."""
