"""Who shares a key with somebody, and with whom of them it is worth comparing."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from leadwright.features.identity.hard_rules import has_one_post
from leadwright.features.identity.name_comparison import may_fit
from leadwright.features.identity.person import Person
from leadwright.features.identity.record_fields import RecordFields
from leadwright.features.identity.rules import Verdict, is_relative, judge


class Entry(NamedTuple):
    """A record: its id, whose it is, what it says, its keys and those of them that are one's own.

    `person`: who that is, where it was read already.
    """

    id: UUID
    lead_id: str
    told: Sequence[str]
    keys: Sequence[int]
    contacts: Sequence[int] = ()
    person: Person | None = None


class Row(NamedTuple):
    """Somebody who shares a key: whose record it is, whether something of one's own agrees, what it says."""

    lead_id: str
    touches: bool
    told: RecordFields


def judged(person: Person, rows: Sequence[Row]) -> Verdict:
    """What becomes of a record, judged against those who share a key with it."""
    return judge(person, *chosen(person, rows))


def chosen(person: Person, rows: Sequence[Row]) -> tuple[list[Person], int]:
    """Whom to compare with, and how many relatives there are.

    Whoever has another name, another post and nothing of one's own in common is not even read.
    """
    known, relatives, is_bare = [], set(), person.is_bare
    for lead_id, touches, told in rows:
        fits = may_fit(person.name, told.name)
        if fits or touches or is_bare or has_one_post(person, told):
            known.append(told.person(lead_id))
        if is_relative(person.name, told.name, fits=fits):
            relatives.add(lead_id)
    return known, len(relatives)
