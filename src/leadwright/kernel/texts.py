"""Shortens texts for places with a length limit."""


def cut(text: str, most: int) -> str:
    """At most this many UTF-16 code units, as vendors count them, with an ellipsis if shortened."""
    units = text.encode("utf-16-le", "replace")
    if len(units) <= 2 * most:
        return text
    return units[: 2 * (most - 1)].decode("utf-16-le", "ignore").rstrip() + "…"
