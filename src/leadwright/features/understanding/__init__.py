"""Classifies messages: intent, language, entities and quality."""
