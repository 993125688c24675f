"""All records of a workspace by their keys, in memory, for leads that are looked up in masses.

It finds whom the database finds for one lead alone after all before it (`records.CANDIDATES`), for a
thirtieth of the work: what costs there is to fetch and count rows that share a key. Arrays hold it,
since a record has some twenty keys.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from leadwright.features.identity.candidates import Entry, Row
from leadwright.features.identity.keys import MOST_COMPARED, MOST_HOLDERS
from leadwright.features.identity.person import Person
from leadwright.features.identity.record_fields import RecordFields, as_text

_GROWS = 4
"""A shelf joins the one before it unless that is so many times larger."""
_BITS = 32
_NUMBER = (1 << _BITS) - 1
"""Pairs of numbers are one number each, so that sorting them takes one pass."""
_MANY = 255
"""Shared keys are counted up to here; a record has forty at most."""

Numbers = NDArray[Any]


@dataclass(frozen=True, slots=True)
class _Shelf:
    """Keys in their order, each beside the number of a record that has it, the earlier one first."""

    keys: Numbers
    holders: Numbers

    @staticmethod
    def of(keys: Numbers, holders: Numbers) -> "_Shelf":
        # Stable, and holders come in their order: so they stay in it under each key.
        order = np.argsort(keys, kind="stable")
        return _Shelf(keys[order], holders[order])

    def joined(self, later: "_Shelf") -> "_Shelf":
        return _Shelf.of(
            np.concatenate((self.keys, later.keys)), np.concatenate((self.holders, later.holders))
        )

    def spans(self, keys: Numbers) -> tuple[Numbers, Numbers]:
        """From where on the holders of each key stand, and how many there are."""
        start = np.searchsorted(self.keys, keys)
        return start, np.searchsorted(self.keys, keys, "right") - start


class MemoryIndex:
    """The records, by numbers in the order of their coming."""

    def __init__(self) -> None:
        self._leads: list[str] = []
        self._told: list[RecordFields] = []
        self._shelves: list[_Shelf] = []
        self._values: dict[Any, Any] = {}

    def __len__(self) -> int:
        return len(self._leads)

    def add(self, entries: Sequence[Entry]) -> None:
        """Know these too."""
        if entries:
            self._shelve(self._enter(entries))

    def look_up(self, fresh: Sequence[Entry]) -> list[list[Row]]:
        """Whom each of these may be of all before it; they are known from now on."""
        if not fresh:
            return []
        first = len(self)
        shelf = self._enter(fresh)
        own, others = self._ranked(shelf, first)
        self._shelve(shelf)
        touching = self._touching(fresh)
        found: list[list[Row]] = [[] for _ in fresh]
        for at, other in zip(own.tolist(), others.tolist(), strict=True):
            found[at].append(Row(self._leads[other], other in touching[at], self._told[other]))
        return found

    def _enter(self, entries: Sequence[Entry]) -> _Shelf:
        first = len(self)
        self._leads += [one.lead_id for one in entries]
        self._told += [self._fields(one) for one in entries]
        numbers = np.arange(first, len(self), dtype=np.int32)
        holders = np.repeat(numbers, [len(one.keys) for one in entries])
        return _Shelf.of(_array(key for one in entries for key in one.keys), holders)

    def _fields(self, one: Entry) -> RecordFields:
        """What it says; where that was read already without the text, and each value once for all."""
        person = one.person
        if person is None or person.is_name_read:
            return RecordFields(as_text(one.told), person)
        return RecordFields((), _with_shared(person, self._values))

    def _shelve(self, shelf: _Shelf) -> None:
        while self._shelves and self._shelves[-1].keys.size < _GROWS * shelf.keys.size:
            shelf = self._shelves.pop().joined(shelf)
        self._shelves.append(shelf)

    def _ranked(self, fresh: _Shelf, first: int) -> tuple[Numbers, Numbers]:
        """Pairs of who is looked up, counted from `first`, and who they may be: the likeliest first.

        A key with too many holders is passed over; who shares most keys comes first.
        """
        spans = [shelf.spans(fresh.keys) for shelf in self._shelves]
        start = np.searchsorted(fresh.keys, fresh.keys)
        before = np.arange(fresh.keys.size) - start  # of the fresh ones, those that came earlier
        spans.append((start, before))
        few = sum(count for _, count in spans) <= MOST_HOLDERS
        who = fresh.holders.astype(np.int64) - first
        shared = [
            np.repeat(who, count * few) << _BITS | _gathered(shelf.holders, start, count * few)
            for shelf, (start, count) in zip((*self._shelves, fresh), spans, strict=True)
        ]
        return _best(np.sort(np.concatenate(shared)))

    def _touching(self, fresh: Sequence[Entry]) -> list[set[int]]:
        """The records with the mailbox, the word in front of its @ or the number of each of these."""
        found: list[set[int]] = [set() for _ in fresh]
        keys = _array(key for one in fresh for key in one.contacts)
        who = [at for at, one in enumerate(fresh) for _ in one.contacts]
        for shelf in self._shelves:
            start, count = shelf.spans(keys)
            for at, begin, end in zip(who, start.tolist(), (start + count).tolist(), strict=True):
                if end > begin:
                    found[at].update(shelf.holders[begin:end].tolist())
        return found


def _with_shared(person: Person, values: dict[Any, Any]) -> Person:
    """The same, of values that others have too: as they came from elsewhere each has its own."""
    share, box = values.setdefault, person.mailbox
    if box is not None:
        domain, label = share(box.domain, box.domain), share(box.label, box.label)
        box = box._replace(domain=domain, label=label)
    return person._replace(
        name=share(person.name, person.name),
        mailbox=box,
        firm=share(person.firm, person.firm),
        title=share(person.title, person.title),
        city=share(person.city, person.city),
        country=share(person.country, person.country),
    )


def _array(keys: Iterable[int]) -> Numbers:
    return np.fromiter(keys, np.int64)


def _gathered(holders: Numbers, starts: Numbers, counts: Numbers) -> Numbers:
    """The holders from each start on, so many each."""
    ends = np.cumsum(counts)
    within = np.arange(counts.sum()) - np.repeat(ends - counts, counts)
    found: Numbers = holders[np.repeat(starts, counts) + within]
    return found


def _best(codes: Numbers) -> tuple[Numbers, Numbers]:
    """Of sorted pairs (who, other), one for each shared key: the other ones by how many they share."""
    if not codes.size:
        return codes, codes
    at = np.flatnonzero(np.concatenate(([True], codes[1:] != codes[:-1])))
    shared = np.minimum(np.diff(np.concatenate((at, [codes.size]))), _MANY)
    pairs = codes[at]
    ranked = np.sort((pairs >> _BITS) << (_BITS + 8) | (_MANY - shared) << _BITS | pairs & _NUMBER)
    who = ranked >> (_BITS + 8)
    place = np.arange(who.size) - np.searchsorted(who, who)
    kept = place < MOST_COMPARED
    return who[kept], ranked[kept] & _NUMBER
