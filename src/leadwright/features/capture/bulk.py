"""Many submissions at once: the rows of a file, kept as they came."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from pydantic_core import to_json
from sqlalchemy import text

from leadwright.domain.ids import SubmissionId
from leadwright.kernel.db.session import TenantSession

# COPY is refused for tables behind row-level security; arrays are the next fastest way in.
_KEEP = text("""
insert into submission (workspace_id, id, received_at, source, address, form, headers, stored_ms,
    content_hash, content_type, raw)
select :workspace_id, id, :at, source, '', cast(form as jsonb), '{}', 0, hash,
    'application/json', convert_to(raw, 'UTF8')
from unnest(cast(:ids as uuid[]), cast(:sources as text[]), cast(:forms as text[]),
    cast(:hashes as bytea[]), cast(:raws as text[])) as r (id, source, form, hash, raw)
""")


class Kept(NamedTuple):
    """A row as a submission: what it says by the names of a form as JSON, and the cells it was read from."""

    id: SubmissionId
    source: str
    form: str
    raw: str
    content_hash: bytes


def kept(id_: SubmissionId, source: str, form: Mapping[str, Any], cells: Sequence[str]) -> Kept:
    """A row ready to be kept."""
    cells = list(cells)
    content_hash = hashlib.sha256(repr(cells).encode()).digest()
    return Kept(id_, source, to_json(form).decode(), to_json(cells).decode(), content_hash)


async def keep(session: TenantSession, submissions: Sequence[Kept], at: datetime) -> None:
    """Keep these submissions, all received at that moment, without runs of their own."""
    if not submissions:
        return
    arguments = {
        "workspace_id": session.info["workspace_id"],
        "at": at,
        "ids": [one.id for one in submissions],
        "sources": [one.source for one in submissions],
        "forms": [one.form for one in submissions],
        "hashes": [one.content_hash for one in submissions],
        "raws": [one.raw for one in submissions],
    }
    await session.execute(_KEEP, arguments)
