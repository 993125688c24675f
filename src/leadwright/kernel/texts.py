"""Shortens texts for places with a length limit."""


def cut(text: str, most: int) -> str:
    """At most so many UTF-16 units, as vendors count them, with a mark where something is missing."""
    units = text.encode("utf-16-le", "replace")
    if len(units) <= 2 * most:
        return text
    return units[: 2 * (most - 1)].decode("utf-16-le", "ignore").rstrip() + "…"
