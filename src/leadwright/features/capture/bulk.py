"""Many submissions at once: the rows of a file, kept as they came."""

import hashlib
import json
from collections.abc import Sequence

from sqlalchemy import text

from leadwright.domain.lead import LeadSnapshot
from leadwright.kernel.db.session import TenantSession

_KEEP = text("""
insert into submission (workspace_id, id, received_at, source, address, form, headers, stored_ms,
    content_hash, content_type, raw)
select :workspace_id, id, received_at, source, '', form, '{}', 0, decode(content_hash, 'hex'),
    'application/json', convert_to(raw, 'UTF8')
from jsonb_to_recordset(cast(:rows as jsonb)) as r (id uuid, received_at timestamptz, source text,
    form jsonb, content_hash text, raw text)
""")


async def keep(
    session: TenantSession, submissions: Sequence[tuple[LeadSnapshot, Sequence[str]]]
) -> None:
    """Keep these submissions, each with the cells it was read from, without a run of their own."""
    rows = [
        {
            "id": str(lead.submission_id),
            "received_at": lead.received_at.isoformat(),
            "source": lead.source,
            "form": lead.form.model_dump(mode="json"),
            "content_hash": hashlib.sha256(repr(cells).encode()).hexdigest(),
            "raw": json.dumps(list(cells), ensure_ascii=False),
        }
        for lead, cells in submissions
    ]
    if rows:
        arguments = {"workspace_id": session.info["workspace_id"], "rows": json.dumps(rows)}
        await session.execute(_KEEP, arguments)
