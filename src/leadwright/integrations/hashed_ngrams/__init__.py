"""Embeddings without any model: character n-grams hashed into a vector. The stand-in of last resort."""
