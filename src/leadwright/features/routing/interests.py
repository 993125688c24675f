"""What somebody asks for: the texts under a field for product interest, and what spellings of one share."""

import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

_ASKED = ("productinterest", "productinterests", "interest", "interests", "product", "products")


@lru_cache(10_000)
def value_key(value: str) -> str:
    """What spellings of one product share: letters and digits, folded. “A-1” is “a1”."""
    plain = unicodedata.normalize("NFKD", value.casefold())
    return "".join(char for char in plain if char.isalnum())


def asked_for(extra: Mapping[str, Any]) -> tuple[str, ...]:
    """The texts under a field for product interest, whatever the form calls it, the plainest name first."""
    for name in _asking(tuple(extra)):
        value = extra[name]
        texts = value if isinstance(value, list) else [value]
        if found := tuple([one for one in texts if isinstance(one, str) and one.strip()]):
            return found
    return ()


@lru_cache(1_000)
def _asking(names: tuple[str, ...]) -> tuple[str, ...]:
    """Those of a form's fields that ask for an interest, the plainest name first."""
    fields = {value_key(name): name for name in reversed(names)}
    return tuple(fields[name] for name in _ASKED if name in fields)
