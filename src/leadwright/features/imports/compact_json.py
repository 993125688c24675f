"""JSON of very many small values: json's own encoder in C, made once instead of for each value."""

import json
from json import encoder as parts
from typing import Any, Final

_PLAIN: Final = json.JSONEncoder(
    ensure_ascii=False, separators=(",", ":"), default=str, check_circular=False
)


def _maker() -> Any:
    make = getattr(parts, "c_make_encoder", None)  # CPython's; others have none
    if make is None:
        return None
    strings = parts.encode_basestring
    return make(None, str, strings, None, ":", ",", False, False, True)


_FAST: Final = _maker()


def compact(value: object) -> str:
    """The value as JSON without spaces, letters as they are; what JSON does not know, as text."""
    return "".join(_FAST(value, 0)) if _FAST else _PLAIN.encode(value)
