"""Behaviour events from outside: matching opens, clicks and visits to leads, and detecting machines."""
