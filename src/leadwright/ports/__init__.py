"""Protocols and their value types: interfaces to external systems, and services between features."""
