"""Numbers and dates as people and programs write them, read once for each distinct value."""

import re
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from typing import Final

import numpy as np

from leadwright.features.prediction.training.table import Floats

_AROUND: Final = re.compile(
    r"^[\s~<>=≈]*(?:[$€£¥₹]|[A-Z]{3}\s)?\s*|\s*(?:[$€£¥₹%]|\s[A-Z]{3})?\s*$"
)
_PLAIN: Final = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d{1,3})?")
_POINT: Final = re.compile(r"[-+]?\d{1,3}(?:[, '\u00a0\u202f]\d{3})+(?:\.\d+)?")
_COMMA: Final = re.compile(r"[-+]?(?:\d{1,3}(?:[. '\u00a0\u202f]\d{3})+|\d+)(?:,\d+)?")
_ONLY_COMMA: Final = re.compile(r"[-+]?\d+,(?:\d{1,2}|\d{4,})")
_MULTIPLES: Final = {"k": 1e3, "m": 1e6, "bn": 1e9, "b": 1e9}
_WITH_MULTIPLE: Final = re.compile(r"([-+]?\d+(?:\.\d+)?)\s?(k|m|bn|b)", re.IGNORECASE)
_DATE_FORMS: Final = (
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%d %H:%M",
    "%Y/%m/%d",
    "%Y/%m/%d %H:%M:%S",
    "%Y/%m/%d %H:%M",
    "%d.%m.%Y",
    "%d.%m.%Y %H:%M",
    "%d.%m.%Y %H:%M:%S",
    "%d.%m.%y",
    "%m/%d/%Y",
    "%m/%d/%Y %H:%M",
    "%m/%d/%Y %H:%M:%S",
    "%m/%d/%Y %I:%M %p",
    "%m/%d/%Y %I:%M:%S %p",
    "%m/%d/%y",
    "%m/%d/%y %H:%M",
    "%d/%m/%Y",
    "%d/%m/%Y %H:%M",
    "%d/%m/%Y %H:%M:%S",
    "%d/%m/%y",
    "%d/%m/%y %H:%M",
    "%m-%d-%Y",
    "%d-%m-%Y",
    "%d-%m-%Y %H:%M",
    "%d-%m-%Y %H:%M:%S",
    "%d-%b-%Y",
    "%d-%b-%y",
    "%d %b %Y",
    "%d %B %Y",
    "%b %d, %Y",
    "%B %d, %Y",
    "%Y-%m",
    "%Y%m%d",
)
_LOOKED_AT: Final = 200
_WORTH_READING: Final = 0.02  # a form that reads less is left to be no date


def as_numbers(values: Iterable[str]) -> Floats:
    """Each value as a number, NaN where it is none; one decimal mark for all of them."""
    cores = [_AROUND.sub("", value) for value in values]
    comma = sum(1 for core in cores if _ONLY_COMMA.fullmatch(core) or _both_marks(core))
    read = _with_comma if comma > 0 and not _points_decide(cores) else _with_point
    return np.array([read(_signed(core)) for core in cores], dtype=np.float64)


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
    return np.nan


def _with_comma(core: str) -> float:
    if _COMMA.fullmatch(core):
        return _finite(re.sub(r"[^\d,+-]", "", core).replace(",", "."))
    return _finite(core) if _PLAIN.fullmatch(core) else np.nan


def _finite(core: str) -> float:
    value = float(core)
    return value if abs(value) < 1e300 else np.nan


def as_dates(values: list[str]) -> Floats:
    """Each value as seconds since 1970, NaN where it is no date.

    The commonest form is read first, then others for what it left: files put together from several
    sources mix them. Of day and month the first form decides the order for all of its kind.
    """
    found = np.full(len(values), np.nan)
    forms = {"": _iso} | {form: _by_form(form) for form in _DATE_FORMS}
    left = [place for place, value in enumerate(values) if _like_a_date(value)]
    while left:
        form = _commonest(forms, [values[place] for place in left])
        if form is None:
            break
        found[left] = [forms[form](values[place]) for place in left]
        forms = {each: read for each, read in forms.items() if not _at_odds(form, each)}
        left = [place for place in left if np.isnan(found[place])]
    return found


def _like_a_date(value: str) -> bool:
    return any(sign in value for sign in "-/. ,:") or (len(value) == 8 and value.isdigit())


def _commonest(forms: dict[str, Callable[[str], float]], values: list[str]) -> str | None:
    """The form that reads most of them: found on a sample, a tie is decided by all."""
    sample = values[:: max(1, len(values) // _LOOKED_AT)]
    read = {
        form: np.isfinite([as_date(each) for each in sample]).sum()
        for form, as_date in forms.items()
    }
    most = max(read.values(), default=0)
    if most < _WORTH_READING * len(sample) or not most:
        return None
    tied = [form for form, count in read.items() if count == most]
    if len(tied) == 1:
        return tied[0]
    return max(tied, key=lambda form: np.isfinite([forms[form](each) for each in values]).sum())


def _at_odds(form: str, other: str) -> bool:
    """The same, or day and month in the other order between the same signs."""
    if form == other:
        return True
    first, second = form[:5], other[:5]
    return {first, second} in ({"%d/%m", "%m/%d"}, {"%d-%m", "%m-%d"})


def _iso(value: str) -> float:
    if len(value) < 8 or value.isdigit():
        return np.nan
    try:
        return _seconds(datetime.fromisoformat(value))
    except ValueError:
        return np.nan


def _by_form(form: str) -> Callable[[str], float]:
    def read(value: str) -> float:
        try:
            return _seconds(datetime.strptime(value, form))  # noqa: DTZ007 -- taken as UTC below
        except ValueError:
            return np.nan

    return read


_EPOCH: Final = date(1970, 1, 1).toordinal()


def _seconds(moment: datetime) -> float:
    if not 1900 <= moment.year <= 2200:
        return np.nan
    if moment.tzinfo is not None:
        moment = moment.astimezone(UTC)
    days = moment.toordinal() - _EPOCH
    return days * 86400.0 + moment.hour * 3600 + moment.minute * 60 + moment.second
