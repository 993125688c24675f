"""The index in a process of its own judges as one at hand does."""

import pytest

from leadwright.domain.ids import new_id
from leadwright.features.identity.candidates import Entry, judged
from leadwright.features.identity.index.memory_index import MemoryIndex
from leadwright.features.identity.index.process import IndexProcess
from leadwright.features.identity.keys import contact_keys, keys
from leadwright.features.identity.person import read_person
from leadwright.features.identity.record_fields import KEPT

PEOPLE = (
    ("Anna Schmidt", "anna.schmidt@wolter.example", "+491701234567", "Wolter Bau"),
    ("Bob Hughes", "bob@acme.example", "", "Acme"),
    ("Anna Schmitt", "", "+491701234567", "Wolter Bau GmbH"),
    ("Robert Hughes", "", "", "Acme Ltd"),
    ("Eva Kramer", "eva@kramer.example", "", ""),
)


def _entry(number: int) -> Entry:
    name, email, phone, company = PEOPLE[number]
    told = [name, "", email, phone, company, "", "", ""]
    person = read_person(str(number), dict(zip(KEPT, told, strict=True)))
    return Entry(new_id(), person.id, told, keys(person), contact_keys(person), person)


async def test_a_process_judges_as_the_index_at_hand_does() -> None:
    entries = [_entry(number) for number in range(len(PEOPLE))]
    held = MemoryIndex()
    held.add(entries[:1])
    process = await IndexProcess.start()
    try:
        await process.add(entries[:1])
        for piece in (entries[1:3], entries[3:]):
            alone = held.look_up(piece)
            expected = [
                judged(person, rows)
                for person, rows in zip((one.person for one in piece), alone, strict=True)
                if person is not None
            ]
            assert await process.judged(piece) == expected
            assert {one.band.value for one in expected} > {"new"}
    finally:
        await process.close()


async def test_a_process_that_has_ended_is_said_to_have() -> None:
    process = await IndexProcess.start()
    await process.close()
    with pytest.raises(RuntimeError, match="ended with -9"):
        await process.judged([_entry(0)])
