"""The library of reply texts, with previews."""
