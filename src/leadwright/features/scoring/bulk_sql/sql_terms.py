"""Typed SQL words that the parts of the statement share."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, DateTime, Double, func, literal


def whole(value: int) -> ColumnElement[int]:
    """A whole number as a bound value."""
    return literal(value, BigInteger)


def number(value: float) -> ColumnElement[float]:
    """A number as a bound value."""
    return literal(value, Double)


def moment(value: datetime) -> ColumnElement[datetime]:
    """A moment as a bound value."""
    return literal(value, DateTime(timezone=True))


def days(some: ColumnElement[float]) -> ColumnElement[Any]:
    """A span of so many days."""
    return func.make_interval(0, 0, 0, 0, 0, 0, some * number(86_400.0))


def least(first: Any, *others: Any) -> ColumnElement[Any]:
    """The least that is not null, of the first one's type."""
    return func.least(first, *others, type_=first.type) if others else first


def greatest(first: Any, *others: Any) -> ColumnElement[Any]:
    """The greatest that is not null, of the first one's type."""
    return func.greatest(first, *others, type_=first.type)


def half_even(value: ColumnElement[int], by: int) -> ColumnElement[int]:
    """A whole number not below zero, divided and rounded half to even. `by` is even."""
    last_bit = (value // whole(by)).op("&", return_type=BigInteger())(whole(1))
    return (value + whole(by // 2 - 1) + last_bit) // whole(by)
