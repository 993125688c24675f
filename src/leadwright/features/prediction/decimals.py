"""Numbers as people write them: marks, currencies, multiples. Training and scoring read alike."""

import math
import re
from collections.abc import Iterable
from typing import Final

_AROUND: Final = re.compile(
    r"^[\s~<>=≈]*(?:[$€£¥₹]|[A-Z]{3}\s)?\s*|\s*(?:[$€£¥₹%]|\s[A-Z]{3})?\s*$"
)
_PLAIN: Final = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d{1,3})?")
_POINT: Final = re.compile(r"[-+]?\d{1,3}(?:[, '\u00a0\u202f]\d{3})+(?:\.\d+)?")
_COMMA: Final = re.compile(r"[-+]?(?:\d{1,3}(?:[. '\u00a0\u202f]\d{3})+|\d+)(?:,\d+)?")
_ONLY_COMMA: Final = re.compile(r"[-+]?\d+,(?:\d{1,2}|\d{4,})")
_MULTIPLES: Final = {"k": 1e3, "m": 1e6, "bn": 1e9, "b": 1e9}
_WITH_MULTIPLE: Final = re.compile(r"([-+]?\d+(?:\.\d+)?)\s?(k|m|bn|b)", re.IGNORECASE)


def has_comma(values: Iterable[str]) -> bool:
    """Whether the values of one column have a comma as decimal mark."""
    cores = [_AROUND.sub("", value) for value in values]
    comma = any(_ONLY_COMMA.fullmatch(core) or _both_marks(core) for core in cores)
    return comma and not _points_decide(cores)


def written(text: str, *, comma: bool) -> float:
    """The number, NaN where it is none."""
    core = _signed(_AROUND.sub("", text))
    return _with_comma(core) if comma else _with_point(core)


def _signed(core: str) -> str:
    """Accountants' brackets and the long minus are signs."""
    if core.startswith("(") and core.endswith(")"):
        core = f"-{core[1:-1]}"
    return core.replace("\u2212", "-")


def _both_marks(core: str) -> bool:
    return "." in core and "," in core and core.rindex(",") > core.rindex(".")


def _points_decide(cores: list[str]) -> bool:
    """More values can only be read with a decimal point than only with a comma."""
    point = sum(1 for core in cores if "." in core and not _COMMA.fullmatch(core))
    comma = sum(1 for core in cores if "," in core and not _POINT.fullmatch(core))
    return point > comma


def _with_point(core: str) -> float:
    if _PLAIN.fullmatch(core):
        return _finite(core)
    if _POINT.fullmatch(core):
        return _finite(re.sub(r"[^\d.+-]", "", core))
    found = _WITH_MULTIPLE.fullmatch(core)
    if found:
        return _finite(found[1]) * _MULTIPLES[found[2].casefold()]
    return math.nan


def _with_comma(core: str) -> float:
    if _COMMA.fullmatch(core):
        return _finite(re.sub(r"[^\d,+-]", "", core).replace(",", "."))
    return _finite(core) if _PLAIN.fullmatch(core) else math.nan


def _finite(core: str) -> float:
    value = float(core)
    return value if abs(value) < 1e300 else math.nan
