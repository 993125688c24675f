"""Matters to which no machine should answer: grief, despair, injury, threats, insult, fraud, a child.

The words stand in `data/delicate.toml` and count only with whom they are about: an undertaker's
enquiry, a clinic's ambulances and a server that died are business. Where one is taken for the
other, a person looks at the reply before it leaves; nothing is lost.
"""

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Final

from leadwright.domain.sieve import AnyOf, lowered

_PART: Final = re.compile(r"<([a-z]+)>")


def is_delicate(text: str) -> bool:
    """Whether an automatic answer, however polite, would hurt or provoke."""
    low = lowered(text)
    matters, business = _words()
    return any(
        ways.is_in(text, low) and not (name in business and business[name].is_in(text, low))
        for name, ways in matters.items()
    )


@cache
def _words() -> tuple[dict[str, AnyOf], dict[str, AnyOf]]:
    """The matters by name, and by the same names what makes business of them."""
    source = files("leadwright.features.understanding") / "data" / "delicate.toml"
    raw = tomllib.loads(source.read_text(encoding="utf-8"))
    parts = {name: "|".join(ways) for name, ways in raw["parts"].items()}
    return _lists(raw["matters"], parts), _lists(raw["business"], parts)


def _lists(lists: dict[str, list[str]], parts: dict[str, str]) -> dict[str, AnyOf]:
    return {
        name: AnyOf(_PART.sub(lambda found: f"(?:{parts[found[1]]})", way) for way in ways)
        for name, ways in lists.items()
    }
