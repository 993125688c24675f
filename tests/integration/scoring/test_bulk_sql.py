"""The base scored by one statement: to the last digit what Python makes of each lead."""

import json
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from tests.integration.installation import Installation, Workplace

from leadwright.domain.condition import Subject
from leadwright.domain.events import ScoreCrossed
from leadwright.domain.ids import new_id
from leadwright.features.leads import known as leads
from leadwright.features.scoring import queries, rules
from leadwright.features.scoring.bulk_sql.writing import Round, Written, prepared, write
from leadwright.features.scoring.cards.scorecards import Part, Scorecard
from leadwright.features.scoring.crossing import crossings
from leadwright.features.scoring.ledger import Ledger
from leadwright.features.scoring.next_change import next_change_at
from leadwright.kernel import clock
from leadwright.kernel.db import unit_of_work
from leadwright.kernel.events import EventLog, Subscriptions

EVENTS = ["page.viewed", "mail.opened", "meeting.missed"]
# What never meets proves nothing: few values, many kinds. The last ones SQL leaves to Python.
VALUES: list[Any] = [
    "Acme", " ACME\t", "acme corp", "", "  ", "12", "12.0", "012", "-3.5", 12, 12.5, -0.0, True, False,
    None, {"nested": 1}, "2026-03-10", "2099-01-20", "x" * 600, "Straße", "　", "2026-02-30", 10**60,
    ["Acme", 12], [],
]  # fmt: skip
FIELDS = ["plan", "size", "due", "tags", "quality_band", "source", "is_returning"]
POINTS = [0.01, 0.5, 1, 7.77, 10.01, 33.33, 60, 100]
HALF_LIVES = [None, 0.01, 1, 7, 14, 90.5]
AGES = [-1, -0.001, 0, 0.25, 1, 7, 10, 13.37, 14, 30, 28, 500]


def leaf(chance: Random) -> dict[str, Any]:
    field = chance.choice(FIELDS)
    kind = chance.choice(["text", "number", "there", "moment", "days", "one_of", "count", "count"])
    if kind == "count":
        event: dict[str, Any] = {"event": chance.choice(EVENTS), "value": chance.choice([0, 1, 2])}
        days = chance.choice([None, 7, 14, 30.5])
        return event | {"op": chance.choice(["at_least", "less", "equals"]), "within_days": days}
    wanted: dict[str, tuple[list[str], list[Any]]] = {
        "text": (
            ["equals", "not_equals", "contains", "starts_with"],
            ["acme", "12", "api", "true"],
        ),
        "number": (["greater", "at_most"], [0, 12]),
        "there": (["exists", "missing"], [None]),
        "moment": (["before", "after", "equals"], ["2026-03-10", "2050-01-01"]),
        "days": (["within_days", "within_next_days"], [30, 36500]),
        "one_of": (["in", "not_in"], [["acme", 12], ["straße", "2026-03-10"]]),
    }
    ops, values = wanted[kind]
    return {"field": field, "op": chance.choice(ops), "value": chance.choice(values)}


def condition(chance: Random) -> dict[str, Any]:
    shape = chance.choice(["leaf", "leaf", "all", "any", "not"])
    if shape == "leaf":
        return leaf(chance)
    return {"not": leaf(chance)} if shape == "not" else {shape: [leaf(chance), leaf(chance)]}


def card(chance: Random, name: str) -> Scorecard:
    fit, other = sorted(chance.sample(range(101), 2))
    parts = [part.value for part in Part]
    rules = []
    for n in range(chance.randint(3, 14)):
        part = chance.choice(parts)
        cause: dict[str, Any] = {"condition": condition(chance)}
        if chance.random() < 0.6:
            cause = {"event": chance.choice(EVENTS), "half_life_days": chance.choice(HALF_LIVES)}
        sign = chance.choice([1, 1, 1, -1])
        rules.append(
            {"id": f"r{n}", "part": part, "label": f"R{n}", "points": sign * chance.choice(POINTS)}
            | {"group": chance.choice([None, f"g_{part}"])} | cause
        )  # fmt: skip
    return Scorecard.model_validate({
        "name": name, "rules": rules,
        "weights": {"fit": fit, "engagement": other - fit, "intent": 100 - other},
        "groups": [{"id": f"g_{part}", "part": part, "label": "G", "at_most": chance.choice([20, 60.5]),
                    "at_least": chance.choice([None, -12.34])} for part in parts],
        "limits": [{"id": f"l{n}", "label": "L", "condition": condition(chance),
                    "part": chance.choice([None, *parts]), "at_most": chance.choice([10, 40, 75])}
                   for n in range(chance.randint(0, 3))],
        "applies_to": chance.choice([None, None, condition(chance)]),
        "thresholds": [{"id": "hot", "label": "Hot", "at": 30}, {"id": "warm", "label": "Warm", "at": 15}],
    })  # fmt: skip


async def fill(
    installation: Installation, place: Workplace, chance: Random, count: int
) -> list[Any]:
    """Leads with facts from two runs, custom fields and events; their ids."""
    now = clock.now()
    ids = sorted(new_id() for _ in range(count))
    rows: dict[str, list[dict[str, Any]]] = {"lead": [], "fact": [], "value": [], "event": []}
    for lead_id in ids:
        key = {"w": place.workspace_id, "lead": lead_id}
        run = new_id()
        source = chance.choice(["api", "Form ", "Ämter", ""])
        rows["lead"].append(
            key | {"now": now, "run": run, "n": chance.choice([1, 2]), "src": source}
        )
        for _ in range(chance.randint(0, 8)):
            value, at = chance.choice(VALUES), now - timedelta(days=chance.choice([0, 1]))
            rows["fact"].append(key | {
                "id": new_id(), "run": chance.choice([run, None]), "key": chance.choice(FIELDS[:5]),
                "value": json.dumps(value), "sure": chance.choice([0.5, 0.9]), "at": at,
            })  # fmt: skip
        for field in chance.sample(FIELDS[:5], chance.randint(0, 2)):
            row = chance.choice([("acme", None, None), ("12", None, None), (None, 12.0, None),
                                 (None, None, now + timedelta(days=3)), ("strasse", None, None)])  # fmt: skip
            rows["value"].append(
                key | dict(zip(["key", "t", "n", "m"], [field, *row], strict=True))
            )
        for _ in range(chance.randint(0, 12)):
            rows["event"].append(key | {
                "id": new_id(), "name": chance.choice(EVENTS), "now": now,
                "at": now - timedelta(days=chance.choice(AGES)), "machine": chance.choice([None, "bot"]),
            })  # fmt: skip
    async with installation.runtime.database.tenant(place.workspace_id) as session:
        for name, statement in INSERTS.items():
            if rows[name]:
                await session.execute(text(statement), rows[name])
    return ids


INSERTS = {
    "lead": "insert into lead (workspace_id, id, created_at, updated_at, last_submission_at,"
    " last_submission_id, submissions, source) values (:w, :lead, :now, :now, :now, :run, :n, :src)",
    "fact": "insert into fact (workspace_id, id, lead_id, submission_id, key, value, source, method,"
    " confidence, observed_at) values (:w, :id, :lead, :run, :key, cast(:value as jsonb), 's', 'm',"
    " :sure, :at)",
    "value": "insert into lead_value (workspace_id, lead_id, key, text_folded, number, moment)"
    " values (:w, :lead, :key, :t, :n, :m)",
    "event": "insert into event (workspace_id, recorded_at, id, name, occurred_at, lead_id, payload, machine)"
    " values (:w, :now, :id, :name, :at, :lead, '{}', :machine)",
}  # fmt: skip


async def by_python(
    installation: Installation, place: Workplace, by: Scorecard, now: datetime, ids: list[Any]
) -> dict[UUID, tuple[Ledger | None, datetime | None]]:
    found: dict[UUID, tuple[Ledger | None, datetime | None]] = {}
    async with installation.runtime.database.read(place.workspace_id) as session:
        events = await queries.occurrences_of(session, ids, by.events)
        for known in await leads.of(session, ids):
            happened, values = events[known.lead_id], known.values()
            subject = Subject(values=values, now=now, events=happened, fact_ids=known.fact_ids)
            if rules.applies(by, subject):
                found[known.lead_id] = (rules.score(by, subject), next_change_at(by, subject))
            else:
                found[known.lead_id] = (None, None)
    return found


async def by_sql(
    installation: Installation, place: Workplace, by: Scorecard, now: datetime, ids: list[Any]
) -> tuple[Written, dict[UUID, Any]]:
    async with installation.runtime.database.tenant(place.workspace_id) as session:
        written = await write(session, prepared(Round(by, sorted(by.events), now)), ids)
        rows = await session.execute(
            text("select * from lead_score where workspace_id = :w and scorecard = :name"),
            {"w": place.workspace_id, "name": by.name},
        )
        return written, {row.lead_id: row for row in rows}


@pytest.mark.parametrize("seed", range(3))
async def test_one_statement_and_python_come_to_the_same_total_parts_and_grade(
    installation: Installation, place: Workplace, seed: int
) -> None:
    chance = Random(seed)
    ids = await fill(installation, place, chance, 50)
    compared = 0
    for number in range(6):
        by, now = card(chance, f"card_{number}"), clock.now()
        written, rows = await by_sql(installation, place, by, now, ids)
        told = await by_python(installation, place, by, now, ids)
        for lead_id, (ledger, change) in told.items():
            row = rows.get(lead_id)
            if lead_id in written.odd:
                assert row is None
            elif ledger is None:
                assert row is None, by
            else:
                compared += 1
                assert row is not None, by
                same(by, row, ledger)
                no_later(row.next_change_at, change, now)
    assert compared > 100


def same(by: Scorecard, row: Any, ledger: Ledger) -> None:
    parts = {part: float(points) for part, points in ledger.parts.items()}
    made = {Part.FIT: row.fit, Part.ENGAGEMENT: row.engagement, Part.INTENT: row.intent}
    assert (row.total, made, row.grade) == (ledger.total, parts, ledger.grade.value), by
    assert row.as_of == ledger.as_of
    above = [t.id for t in by.thresholds if ledger.total >= t.at]
    assert (row.above, row.told_total, row.told_grade) == (above, ledger.total, row.grade)


def no_later(found: datetime | None, exact: datetime | None, now: datetime) -> None:
    """A look too early finds the same total; one too late would leave a wrong one standing."""
    if exact is not None:
        assert found is not None
        assert found <= max(exact, now + timedelta(minutes=1))
    assert found is None or found > now


async def test_each_crossing_of_a_set_is_told_once_and_whoever_listens_hears_of_it(
    installation: Installation, place: Workplace
) -> None:
    ids = await fill(installation, place, Random(7), 30)
    first = Scorecard.model_validate({
        "name": "crossing", "weights": {"fit": 0, "engagement": 100, "intent": 0},
        "rules": [{"id": "r", "part": "engagement", "label": "R", "points": 20, "event": EVENTS[0]}],
        "thresholds": [{"id": "hot", "label": "Hot", "at": 30}, {"id": "warm", "label": "Warm", "at": 15}],
    })  # fmt: skip
    cooled = first.model_copy(update={"rules": ()})
    known: set[UUID] = set()
    stood: dict[UUID, Any] = {}
    for by, is_second in ((first, False), (cooled, True)):
        written, rows = await by_sql(installation, place, by, clock.now(), ids)
        told = await log(installation, place, known)
        expected = {
            (lead_id, one.threshold.id, one.threshold.at, one.direction, row.total,
             stood[lead_id].total if is_second else None)
            for lead_id, row in rows.items()
            for one in crossings(by, stood[lead_id].above if is_second else (), row.above)
        }  # fmt: skip
        assert expected
        assert len(told) == len(expected)
        assert expected == {
            (e.lead_id, e.threshold, e.at, e.direction, e.total, e.previous) for e in told
        }
        assert written.crossed == len({lead_id for lead_id, *_ in expected})
        stood = rows
    assert await heard(installation, place, first, ids) > 0


async def log(installation: Installation, place: Workplace, known: set[UUID]) -> list[ScoreCrossed]:
    """The crossings that are new in the log, as a subscriber reads them."""
    async with installation.runtime.database.read(place.workspace_id) as session:
        rows = await session.execute(
            text("select id, lead_id, payload from event where workspace_id = :w and name = :name"),
            {"w": place.workspace_id, "name": ScoreCrossed.name},
        )
        new = [row for row in rows if row.id not in known]
    known.update(row.id for row in new)
    return [ScoreCrossed.model_validate({**row.payload, "lead_id": row.lead_id}) for row in new]


async def heard(installation: Installation, place: Workplace, by: Scorecard, ids: list[Any]) -> int:
    """Of how many events a subscriber would hear."""
    listening = Subscriptions("test")
    listening.on(ScoreCrossed, "listen")(lambda _, __: installation.work())
    async with installation.runtime.database.tenant(place.workspace_id) as session:
        await write(session, prepared(Round(by, sorted(by.events), clock.now())), ids)
        await EventLog([listening]).flush(session)
        jobs = session.info[unit_of_work.KEY].jobs
        found = sum(len(json.loads(job["payload"])["events"]) for job in jobs)
        jobs.clear()
    return found
