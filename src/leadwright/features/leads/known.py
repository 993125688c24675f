"""What is known about leads, for scoring and conditions, for one or many at once."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import text

from leadwright.domain.condition import stored_values
from leadwright.domain.ids import FactId, LeadId, SubmissionId
from leadwright.domain.lead import Fact, KnownFields
from leadwright.kernel.db.fact_precedence import sureness
from leadwright.kernel.db.session import ReadSession, TenantSession

_LOCK = text(
    "select id from lead where workspace_id = :workspace_id and id = any(:ids)"
    " order by id for no key update skip locked"
)
# A run starts from the newest known facts; the most certain wins, and within one message the newest. This
# query returns what the newest run saw plus what became known after it.
KNOWN = text(
    f"""
with l as materialized (
    select id, source, submissions, last_submission_at, last_submission_id from lead
    where workspace_id = :workspace_id and id = any(:ids)),
f as (
    select f.id, f.lead_id, f.key, f.value, f.source, f.method, f.confidence, f.observed_at,
        f.submission_id is not distinct from l.last_submission_id as of_run,
        row_number() over (partition by f.lead_id, f.key,
            f.submission_id is not distinct from l.last_submission_id
            order by f.observed_at desc, f.confidence desc, f.id desc) as n
    from l cross join lateral (
        select * from known_fact where workspace_id = :workspace_id and lead_id = l.id) as f),
best as (
    select distinct on (lead_id, key) * from f where of_run or n = 1
    order by lead_id, key, {sureness()} desc, observed_at desc, confidence desc, id desc)
select l.id, l.source, l.submissions > 1 as is_returning, l.last_submission_at, l.last_submission_id,
    (select jsonb_agg(to_jsonb(b)) from best b where b.lead_id = l.id) as facts,
    (select jsonb_agg(jsonb_build_array(v.key, v.text_folded, v.number, v.moment)) from lead_value v
        where v.workspace_id = :workspace_id and v.lead_id = l.id) as custom
from l order by l.id
"""
)


async def locked(session: TenantSession, ids: Sequence[UUID]) -> list[LeadId]:
    """The leads that nobody else has locked, now locked until the transaction ends."""
    asked = {"workspace_id": session.info["workspace_id"], "ids": list(ids)}
    return [LeadId(row.id) for row in await session.execute(_LOCK, asked)]


async def of(session: ReadSession, ids: Sequence[UUID]) -> list[KnownFields]:
    """What is known about these leads now, ordered by id; unknown ids are left out."""
    asked = {"workspace_id": session.info["workspace_id"], "ids": list(ids)}
    return [_known(row) for row in await session.execute(KNOWN, asked)]


async def one(session: ReadSession, lead_id: LeadId) -> KnownFields | None:
    """What is known about a lead now; None if there is no such lead here."""
    return next(iter(await of(session, [lead_id])), None)


def _known(row: Any) -> KnownFields:
    facts = row.facts or ()
    return KnownFields(
        lead_id=LeadId(row.id),
        source=row.source,
        is_returning=row.is_returning,
        submission_id=SubmissionId(row.last_submission_id),
        submitted_at=row.last_submission_at,
        facts={f["key"]: Fact(**{name: f[name] for name in Fact.model_fields}) for f in facts},
        fact_ids={f["key"]: FactId(UUID(f["id"])) for f in facts},
        custom=stored_values(row.custom),
    )
