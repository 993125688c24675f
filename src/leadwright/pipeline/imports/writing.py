"""What rows of a file say is written from the piece it waits in: it passes through nobody's hands again."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import text

from leadwright.features.imports.taking import OF_PART, PIECE_OF_PART, Part
from leadwright.kernel.db.session import TenantSession
from leadwright.pipeline.imports.rows import Read

_SUBMISSIONS = text(f"""
insert into submission (workspace_id, id, received_at, source, address, form, headers, stored_ms,
    content_hash, content_type, raw)
select p.workspace_id, r.id, :at, r.source, '', cast(r.form as jsonb), '{{}}', 0,
    sha256(convert_to(r.cells, 'UTF8')), 'application/json', convert_to(r.cells, 'UTF8')
from import_piece p cross join lateral unnest(p.form{OF_PART}, p.cells{OF_PART}, cast(:ids as uuid[]),
    cast(:sources as text[])) as r (form, cells, id, source)
where {PIECE_OF_PART} and r.id is not null
""")
# One row for all facts of a submission, by its id.
_FACTS = text(f"""
insert into fact_set (workspace_id, id, lead_id, submission_id, observed_at, told)
select p.workspace_id, r.id, r.lead_id, r.id, :at, cast(r.told as json)
from import_piece p cross join lateral unnest(p.facts{OF_PART}, cast(:ids as uuid[]),
    cast(:leads as uuid[])) as r (told, id, lead_id)
where {PIECE_OF_PART} and r.id is not null and r.told <> '[]'
""")


async def keep_submissions(
    session: TenantSession, import_id: UUID, part: Part, rows: Sequence[Read], at: datetime
) -> None:
    """Keep these rows as they came, all received at that moment, without runs of their own."""
    ids, sources = _empty(part), list[str | None]([None] * len(part.rows))
    for one in rows:
        place = part.place_of(one.row.row_index)
        ids[place], sources[place] = one.submission_id, one.person.source
    where = {"workspace_id": session.info["workspace_id"], "import_id": import_id, **part.within}
    if rows:
        await session.execute(_SUBMISSIONS, {**where, "at": at, "ids": ids, "sources": sources})


async def keep_facts(
    session: TenantSession, import_id: UUID, part: Part, rows: Sequence[Read], at: datetime
) -> None:
    """Keep what they tell of their leads."""
    ids, leads = _empty(part), _empty(part)
    for one in rows:
        place = part.place_of(one.row.row_index)
        ids[place], leads[place] = one.submission_id, one.lead
    where = {"workspace_id": session.info["workspace_id"], "import_id": import_id, **part.within}
    if rows:
        await session.execute(_FACTS, {**where, "at": at, "ids": ids, "leads": leads})


def _empty(part: Part) -> list[UUID | None]:
    return [None] * len(part.rows)
