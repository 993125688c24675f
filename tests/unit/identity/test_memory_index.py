"""The index in memory finds whom the base finds."""

import random

import pytest

from leadwright.domain.ids import LeadId, new_id
from leadwright.features.identity import base
from leadwright.features.identity.base import Base
from leadwright.features.identity.candidates import Entry, Row, judged
from leadwright.features.identity.index import memory_index
from leadwright.features.identity.index.memory_index import MemoryIndex
from leadwright.features.identity.keys import contact_keys, keys
from leadwright.features.identity.person import Person, read_person
from leadwright.features.identity.record_fields import KEPT
from leadwright.features.identity.rules import Band, judge


def _drawn(draw: random.Random) -> tuple[Person, Entry]:
    first, last = draw.choice(("Anna", "Hans", "Bob", "Eva")), draw.choice(("Schmidt", "Hughes"))
    firm = draw.choice(("Wolter\x1fBau", "Acme"))
    mail = f"{first}.{last}{draw.randint(0, 9)}@{firm[:4]}.com" if draw.random() < 0.6 else ""
    phone = f"+4917012345{draw.randint(10, 30)}" if draw.random() < 0.5 else ""
    told = [f"{first} {last}", "", mail, phone, firm, "", "", ""]
    lead_id = LeadId(new_id())
    person = read_person(str(lead_id), dict(zip(KEPT, told, strict=True)))
    entry = Entry(new_id(), str(lead_id), told, keys(person), contact_keys(person))
    return person, entry


def test_the_index_finds_whom_the_base_finds_among_all_before(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Also where keys have too many holders, and more share one than are compared."""
    for module in (base, memory_index):
        monkeypatch.setattr(module, "MOST_HOLDERS", 12)
        monkeypatch.setattr(module, "MOST_COMPARED", 5)
    drawn = [_drawn(random.Random(number)) for number in range(240)]
    held = MemoryIndex()
    held.add([entry for _, entry in drawn[:40]])
    told = 0
    for start in range(40, 240, 25):
        fresh = drawn[start : start + 25]
        found = held.look_up([entry for _, entry in fresh])
        for (number, (person, _)), rows in zip(enumerate(fresh, start), found, strict=True):
            known = Base(one for one, _ in drawn[:number]).candidates(person)
            assert {row.lead_id for row in rows} == {one.id for one in known}
            own = {*contact_keys(person)}
            assert [row.touches for row in rows] == [
                not own.isdisjoint(keys(one)) for one in _as_told(known, rows)
            ]
            told += len(rows)
    assert told > 200
    assert len(held) == len(drawn)


def test_lists_of_names_and_towns_are_judged_as_by_the_base() -> None:
    """Half a name in one town is a question where nobody is known by more, at every door."""
    told = [
        ["Stella", "Clarke", *[""] * 4, "Burnie", ""],
        ["Stella", "Plumb", *[""] * 4, "Burnie", ""],
    ]
    people = [read_person(str(n), dict(zip(KEPT, one, strict=True))) for n, one in enumerate(told)]
    held = MemoryIndex()
    held.add([Entry(new_id(), "0", told[0], keys(people[0]))])
    (rows,) = held.look_up([Entry(new_id(), "1", told[1], keys(people[1]))])
    found = judged(people[1], rows)
    assert found.band == judge(people[1], people[:1]).band == Band.REVIEW


def _as_told(known: list[Person], rows: list[Row]) -> list[Person]:
    by_id = {one.id: one for one in known}
    return [by_id[row.lead_id] for row in rows]
