"""Folders of the machine that the worker runs on, below those that the operator allows."""
