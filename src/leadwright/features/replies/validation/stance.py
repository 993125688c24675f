"""How a sentence relates to what it says: about whom it speaks, whether it asks, hedges or generalises.

The signs are words of nine languages (`data/stance.toml`), and features of the trained judge of unfounded
sentences (`unfounded.py`).
"""

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from leadwright.features.replies.validation import affirming


def signs(sentence: str) -> list[bool]:
    """Which signs the sentence has, always in the same order."""
    return [
        affirming.leaves_to_somebody(sentence),
        affirming.is_open(sentence),
        *(sign.search(sentence) is not None for sign in _signs()),
    ]


@cache
def _signs() -> tuple[re.Pattern[str], ...]:
    source = files("leadwright.features.replies") / "data" / "stance.toml"
    return tuple(_compiled(sign) for sign in tomllib.loads(source.read_text("utf-8"))["sign"])


def _compiled(sign: dict[str, Any]) -> re.Pattern[str]:
    words = "|".join(sign.get("words", ()))
    whole_words = [rf"\b(?:{words})\b"] if words else []
    return re.compile("|".join([*whole_words, *sign["patterns"]]), re.IGNORECASE)
