"""The score on the lead's row, for lists; the scoring feature computes it and owns its parts."""

import json
from collections.abc import Mapping, Sequence

from sqlalchemy import text

from leadwright.domain.ids import LeadId
from leadwright.domain.values import Grade
from leadwright.kernel.db.session import TenantSession

# `version` is unchanged: a new score must not invalidate an open form.
_SHOW = text(
    "update lead l set score = r.score, grade = r.grade"
    " from jsonb_to_recordset(cast(:rows as jsonb)) as r (id uuid, score int, grade text)"
    " where l.workspace_id = :workspace_id and l.id = r.id"
    " and (l.score, l.grade) is distinct from (r.score, r.grade)"
)

# The ids are repeated, so that neither table is scanned for the few requested.
_SHOW_STORED = text(
    "update lead l set score = s.total, grade = s.grade from lead_score s"
    " where l.workspace_id = :workspace_id and l.id = any(:ids) and s.workspace_id = :workspace_id"
    " and s.lead_id = any(:ids) and s.lead_id = l.id and s.scorecard = :name"
    " and (l.score, l.grade) is distinct from (s.total, s.grade)"
)


async def show(session: TenantSession, scores: Mapping[LeadId, tuple[int, Grade]]) -> None:
    """Store these totals and grades on the leads."""
    if scores:
        rows = [{"id": str(i), "score": s, "grade": g.value} for i, (s, g) in scores.items()]
        asked = {"workspace_id": session.info["workspace_id"], "rows": json.dumps(rows)}
        await session.execute(_SHOW, asked)


async def show_stored(session: TenantSession, name: str, ids: Sequence[LeadId]) -> None:
    """Copy these leads' stored scores by this card to the leads."""
    asked = {"workspace_id": session.info["workspace_id"], "name": name, "ids": list(ids)}
    await session.execute(_SHOW_STORED, asked)
