"""A base of leads that are known by records and keys, written straight into a database.

A hundred thousand people are drawn at most; a larger base holds namesakes of each in the same town, with
firms, addresses and numbers of their own, so that a name is borne as often as among so many. Of those there
are records and keys, which is all that a look-up reads; the drawn ones are leads too.
"""

import sys
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg

from bench.ground import SLUG
from leadwright.domain.ids import WorkspaceId, new_id
from leadwright.features.identity.keys import keys
from leadwright.features.identity.person import read_person
from leadwright.features.identity.record_fields import KEPT

Record = Mapping[str, str]
MOST_DRAWN = 100_000
_PIECE = 5000
_FIELDS = ", ".join(KEPT)
_STAGING = f"""
create temporary table staged (id uuid, {", ".join(f"{field} text" for field in KEPT)},
    shared bigint[], own bigint[])
"""
_COPIED = """
create temporary table copied as
select case copy when 0 then id else gen_random_uuid() end as id, first_name, last_name,
    case when copy = 0 or email = '' then email else copy || email end as email,
    case copy when 0 then phone else '' end as phone,
    case when copy = 0 or company = '' then company else company || ' ' || chr(64 + copy) || 'x' end
    as company, job_title, city, country, shared || array(
        select case copy when 0 then key else hashint8extended(key, copy) end from unnest(own) as key
    ) as keys
from staged, generate_series(0, $1 - 1) as copy
"""
_LEADS = """
insert into lead (workspace_id, id, created_at, updated_at, last_submission_at, last_submission_id,
    name, email, company)
select $1, id, now(), now(), now(), id, trim(first_name || ' ' || last_name), nullif(email, ''), company
from staged
"""
_RECORDS = f"""
insert into known_record (workspace_id, id, lead_id, created_at, {_FIELDS}, keys)
select $1, id, id, now(), {_FIELDS}, keys from copied
"""
_KEYS = """
insert into known_key (workspace_id, key, record_id)
select distinct $1::uuid, key, id from copied, unnest(keys) as key
"""
# Without its index first: sorted at once it takes a fraction of the time.
_BARE = "alter table known_key drop constraint known_key_pkey"
# Of the superuser: records of namesakes have no lead.
_UNCHECKED = "set session_replication_role = replica"
_KEYED = "alter table known_key add primary key (workspace_id, key, record_id)"


def drawn(seed: int, base: int, coming: int) -> Any:
    """The corrupted set of the evals, as large as is asked for."""
    folder = str(Path(__file__).parents[1] / "evals/dedupe")
    if folder not in sys.path:
        sys.path.insert(0, folder)
    from sets import draw  # type: ignore[import-not-found]  # noqa: PLC0415 -- a folder of scripts

    return draw(seed, base, coming)


def told(one: Any) -> Record:
    """What a drawn record says, as the product keeps it."""
    return {field: getattr(one, field) for field in KEPT}


async def workspace(connection: asyncpg.Connection) -> WorkspaceId:
    """The prepared one."""
    found = await connection.fetchval("select id from workspace where slug = $1", SLUG)
    return WorkspaceId(UUID(str(found)))


async def load(url: str, base: Sequence[Record], leads: int) -> tuple[WorkspaceId, list[UUID]]:
    """So many who are known, the first of them as told; their ids, in that order. `url`: the superuser's."""
    connection = await asyncpg.connect(url)
    try:
        place = await workspace(connection)
        ids = [UUID(str(new_id())) for _ in base]
        await connection.execute("set maintenance_work_mem = '512MB'")
        await connection.execute(_UNCHECKED)
        await connection.execute(_STAGING)
        rows = _rows(base, ids)
        while piece := list(islice(rows, _PIECE)):
            await connection.copy_records_to_table("staged", records=piece)
        await connection.execute(_COPIED, max(1, leads // max(len(base), 1)))
        await connection.execute(_BARE)
        for statement in (_LEADS, _RECORDS, _KEYS):
            await connection.execute(statement, place)
        await connection.execute(_KEYED)
        await connection.execute("vacuum (analyze)")
        return place, ids
    finally:
        await connection.close()


def _rows(base: Sequence[Record], ids: Sequence[UUID]) -> Iterator[tuple[Any, ...]]:
    for record, lead_id in zip(base, ids, strict=True):
        wanted = keys(read_person("", record))
        bare = {*keys(read_person("", {**record, "email": "", "phone": "", "company": ""}))}
        shared, own = ([key for key in wanted if (key in bare) is known] for known in (True, False))
        yield (lead_id, *(record[field] for field in KEPT), shared, own)
