"""Numbers and dates of a column, read once for each distinct value."""

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from typing import Final

import numpy as np

from leadwright.features.prediction.decimals import has_comma, written
from leadwright.features.prediction.training.table import Floats

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
    texts = list(values)
    comma = has_comma(texts)
    return np.array([written(text, comma=comma) for text in texts], dtype=np.float64)


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
