"""The same person twice in one file: certain pairs, and pairs to ask a person about."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from rapidfuzz import fuzz

from leadwright.features.imports.cleaning.text import folded
from leadwright.features.imports.parsed import ParsedRow

Pair = tuple[int, int]


def find(rows: Sequence[ParsedRow]) -> tuple[list[Pair], list[Pair]]:
    """(the same, perhaps the same), each pair in file order with the earliest row first."""
    certain: dict[Pair, None] = {}
    possible: dict[Pair, None] = {}
    for group in _groups(rows, _by_email):
        _compare(group, certain, possible, same_key_counts=True)
    for group in _groups(rows, _by_phone_and_name):
        _compare(group, certain, possible, same_key_counts=False)
    for group in _groups(rows, _by_name_and_company):
        for row in group[1:]:
            pair = (group[0].row_index, row.row_index)
            if _emails_differ(group[0], row) or not group[0].values["email"]:
                possible.setdefault(pair)
    return sorted(certain), sorted(pair for pair in possible if pair not in certain)


def _groups(rows: Sequence[ParsedRow], key: Any) -> Iterable[list[ParsedRow]]:
    groups: dict[Any, list[ParsedRow]] = {}
    for row in rows:
        if (value := key(row)) is not None:
            groups.setdefault(value, []).append(row)
    return [group for group in groups.values() if len(group) > 1]


def _by_email(row: ParsedRow) -> str | None:
    email: str | None = row.values["email"]
    return email


def _by_phone_and_name(row: ParsedRow) -> tuple[str, str] | None:
    name, phone = _name(row), row.values["phone"]
    return (phone, name) if phone and name else None


def _by_name_and_company(row: ParsedRow) -> tuple[str, str] | None:
    name, company = _name(row), row.values["company"]
    return (name, folded(company)) if company and " " in name else None


def _compare(
    group: list[ParsedRow],
    certain: dict[Pair, None],
    possible: dict[Pair, None],
    *,
    same_key_counts: bool,
) -> None:
    """Each row against the first it fits; a conflicting name under one address is a question."""
    heads = [group[0]]
    for row in group[1:]:
        same = next((head for head in heads if _names_agree(_name(head), _name(row))), None)
        if same is not None and (same_key_counts or not _emails_differ(same, row)):
            certain.setdefault((same.row_index, row.row_index))
        else:
            possible.setdefault((heads[0].row_index, row.row_index))
            if len(heads) < 20:
                heads.append(row)


def _emails_differ(first: ParsedRow, second: ParsedRow) -> bool:
    one, other = first.values["email"], second.values["email"]
    return bool(one and other and one != other)


def _name(row: ParsedRow) -> str:
    values = row.values
    first, last = values["first_name"] or "", values["last_name"] or ""
    return _folded(f"{first} {last}".strip() or values["full_name"] or "")


_folded = lru_cache(maxsize=200_000)(folded)


def _names_agree(one: str, other: str) -> bool:
    """Equal, one missing, in another order, an initial, or a slip of the keys."""
    if not one or not other or one == other:
        return True
    first, second = one.replace("-", " ").split(), other.replace("-", " ").split()
    if set(first) <= set(second) or set(second) <= set(first):
        return True
    if (
        first[-1] == second[-1]
        and first[0][0] == second[0][0]
        and 1 in {len(first[0].rstrip(".")), len(second[0].rstrip("."))}
    ):
        return True
    return fuzz.ratio(one, other) >= 85
