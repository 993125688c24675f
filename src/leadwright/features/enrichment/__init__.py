"""Derives facts about a lead from the submission itself: address, name and phone number."""
