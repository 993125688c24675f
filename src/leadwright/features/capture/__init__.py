"""Receives submissions and stores them as they came: none is lost, none is screened twice."""
