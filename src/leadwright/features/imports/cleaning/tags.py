"""Labels: several in a cell."""

import re

from leadwright.features.imports.cleaning.text import is_nothing, tidy


def read_tags(text: str) -> list[str]:
    """The labels in a cell, in order, once each."""
    pieces = re.split(r"[;,|\n、]+| ::: ", text) if re.search(r"[;,|\n、]| ::: ", text) else [text]
    if len(pieces) == 1 and text.count("#") > 1:
        pieces = text.split("#")
    found = (tidy(piece).strip('"').lstrip("#").strip() for piece in pieces)
    return list(dict.fromkeys(one for one in found if one and not is_nothing(one)))
