"""When things happen: working days and hours, and a business that grows."""

from datetime import UTC, datetime, time, timedelta
from random import Random

_HOURS = (1, 0, 0, 0, 1, 2, 5, 14, 26, 32, 30, 24, 18, 24, 28, 26, 20, 13, 8, 6, 5, 4, 3, 2)
_WEEKDAYS = (1.0, 1.1, 1.05, 1.0, 0.8, 0.16, 0.13)
_OPEN, _CLOSE = 8, 18
_SATURDAY = 5
_FRESH = timedelta(hours=7)


def arrivals(seed: int, number: int, days: int, until: datetime) -> list[datetime]:
    """`number` moments in the last `days` days, in order; a few of them in the last hours."""
    rng = Random(f"{seed}:arrivals")  # noqa: S311 -- repeatable on purpose
    midnight = datetime.combine(until.date(), time(), UTC)
    dates = [midnight - timedelta(days=back) for back in reversed(range(days + 1))]
    weights = [
        _WEEKDAYS[day.weekday()] * (0.7 + 0.6 * place / days) for place, day in enumerate(dates)
    ]
    fresh = min(number, max(2, number // 60))
    moments = [until - _FRESH * rng.uniform(0.02, 1) for _ in range(fresh)]
    first, last = until - timedelta(days=days), until - timedelta(minutes=5)
    while len(moments) < number:
        moment = rng.choices(dates, weights)[0] + _time_of_day(rng)
        if first <= moment < last:
            moments.append(moment)
    return sorted(moments)


def _time_of_day(rng: Random) -> timedelta:
    hour = rng.choices(range(24), _HOURS)[0]
    return timedelta(hours=hour, seconds=rng.uniform(0, 3600))


def at_work(moment: datetime) -> datetime:
    """The same moment, or the next one at which somebody sits at a desk."""
    if moment.hour >= _CLOSE:
        moment = _morning(moment + timedelta(days=1))
    elif moment.hour < _OPEN:
        moment = _morning(moment)
    while moment.weekday() >= _SATURDAY:
        moment = _morning(moment + timedelta(days=1))
    return moment


def _morning(moment: datetime) -> datetime:
    """That day's opening, with the minutes kept so that not everything happens at eight sharp."""
    return moment.replace(hour=_OPEN)
