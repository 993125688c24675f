"""What belongs to a lead in other tables follows it into a merge, row by row, and back again.

Which tables those are, the catalogue tells: each tenant table with a column `lead_id`. So a table made
tomorrow takes part without a line here. Rows are kept as `to_jsonb` shows them, which reads back exactly.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from leadwright.domain.ids import LeadId
from leadwright.kernel.db.session import TenantSession

# Questions stay: a pair whose lead is gone is none until it comes back. Merges are put aside, for they
# can be taken back only when their lead is here again.
_QUESTIONS, _MERGES = "duplicate", "lead_merge"
# Made of the lead's own row, and anew when that comes back.
_DERIVED = "lead_search"
# Rows that say in a JSON column as well whose they are.
_SAID_INSIDE = {"run": "snapshot"}
_TABLES = text("""
select c.relname as name, array_agg(k.attname::text order by k.attnum) as key
from pg_class c
join pg_attribute a on a.attrelid = c.oid and a.attname = 'lead_id' and not a.attisdropped
join pg_index i on i.indrelid = c.oid and i.indisprimary
join pg_attribute k on k.attrelid = c.oid and k.attnum = any(i.indkey)
where c.relkind in ('r', 'p') and not c.relispartition
    and c.relnamespace = 'public'::regnamespace and not c.relname = any(:own)
group by c.relname order by c.relname
""")
_COLUMNS = text("""
select attname::text from pg_attribute where attrelid = cast(:name as regclass) and attnum > 0
    and not attisdropped and attgenerated = ''
""")


@dataclass(frozen=True)
class Table:
    """A table whose rows are a lead's, with the columns of its primary key."""

    name: str
    key: tuple[str, ...]

    @property
    def shown_key(self) -> str:
        return ", ".join(f"'{column}', t.\"{column}\"" for column in self.key)


@dataclass(frozen=True)
class MovedRows:
    """`moved`: keys of rows by table; `dropped`: whole rows that could not follow."""

    moved: dict[str, list[dict[str, Any]]]
    dropped: dict[str, list[dict[str, Any]]]


async def tables(session: TenantSession) -> list[Table]:
    """Everything that hangs on a lead."""
    found = await session.execute(_TABLES, {"own": [_QUESTIONS, _MERGES, _DERIVED]})
    return [Table(row.name, tuple(row.key)) for row in found]


async def move_rows(session: TenantSession, source: LeadId, target: LeadId) -> MovedRows:
    """Give the source's rows to the target; what the target has already is taken out and kept."""
    moved: dict[str, list[dict[str, Any]]] = {}
    dropped: dict[str, list[dict[str, Any]]] = {}
    for table in await tables(session):
        names = {"w": session.info["workspace_id"], "source": source, "target": target}
        went, stayed = await _table(session, table, names)
        if went:
            moved[table.name] = went
        if stayed:
            dropped[table.name] = stayed
    if earlier := await _rows(session, _MERGES, source):
        dropped[_MERGES] = earlier
    return MovedRows(moved, dropped)


async def _table(
    session: TenantSession, table: Table, names: dict[str, Any]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    try:
        async with session.begin_nested():
            return await _move(session, table, names), []
    except IntegrityError:
        pass  # some are there already: one by one, then
    went, stayed = [], []
    for row in await _rows(session, table.name, names["source"]):
        try:
            async with session.begin_nested():
                went += await _move(session, table, names, row)
        except IntegrityError:
            await session.execute(
                text(f'delete from "{table.name}" t using {_keys_of(table)} where {_same(table)}'),
                {"w": names["w"], "keys": json.dumps([row])},
            )
            stayed.append(row)
    return went, stayed


async def _rows(session: TenantSession, table: str, lead_id: LeadId) -> list[dict[str, Any]]:
    found = await session.execute(
        text(f'select to_jsonb(t) from "{table}" t where t.workspace_id = :w and t.lead_id = :id'),
        {"w": session.info["workspace_id"], "id": lead_id},
    )
    return list(found.scalars())


async def _move(
    session: TenantSession, table: Table, names: dict[str, Any], row: dict[str, Any] | None = None
) -> list[dict[str, Any]]:
    """The keys of the rows as they are now."""
    only = (
        "" if row is None else f" and exists (select from {_keys_of(table)} where {_same(table)})"
    )
    given = names if row is None else {**names, "keys": json.dumps([row])}
    found = await session.execute(
        text(
            f'update "{table.name}" t set {_given_to("target", table)} where t.workspace_id = :w'
            f" and t.lead_id = :source{only} returning jsonb_build_object({table.shown_key})"
        ),
        given,
    )
    return list(found.scalars())


def _given_to(whom: str, table: Table) -> str:
    inside = _SAID_INSIDE.get(table.name)
    if inside is None:
        return f"lead_id = :{whom}"
    return (
        f"lead_id = :{whom}, {inside} = case when t.{inside} ? 'lead_id'"
        f" then jsonb_set(t.{inside}, '{{lead_id}}', to_jsonb(cast(:{whom} as uuid))) else t.{inside} end"
    )


def _keys_of(table: Table) -> str:
    return f'jsonb_populate_recordset(null::"{table.name}", cast(:keys as jsonb)) as p'


def _same(table: Table) -> str:
    pairs = (f't."{column}" = p."{column}"' for column in table.key)
    return " and ".join(("t.workspace_id = :w", *pairs))


async def move_back(
    session: TenantSession, followed: MovedRows, source: LeadId, target: LeadId
) -> None:
    """Undo `move_rows`: rows that are still the target's return, those taken out are put in again."""
    for table in await tables(session):
        if keys := followed.moved.get(table.name):
            await session.execute(
                text(
                    f'update "{table.name}" t set {_given_to("source", table)} from {_keys_of(table)}'
                    f" where {_same(table)} and t.lead_id = :target"
                ),
                {
                    "w": session.info["workspace_id"], "source": source, "target": target,
                    "keys": json.dumps(keys),
                },
            )  # fmt: skip
        await put_in(session, table.name, followed.dropped.get(table.name, ()))
    await put_in(session, _MERGES, followed.dropped.get(_MERGES, ()))


async def put_in(session: TenantSession, table: str, rows: Sequence[dict[str, Any]]) -> None:
    """Rows as `to_jsonb` showed them; columns made since take their defaults."""
    if not rows:
        return
    known = set((await session.execute(_COLUMNS, {"name": f'"{table}"'})).scalars())
    columns = ", ".join(f'"{name}"' for name in rows[0] if name in known)
    await session.execute(
        text(
            f'insert into "{table}" ({columns}) select {columns}'
            f' from jsonb_populate_recordset(null::"{table}", cast(:rows as jsonb))'
        ),
        {"rows": json.dumps(list(rows))},
    )
