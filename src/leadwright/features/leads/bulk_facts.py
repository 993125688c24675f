"""What many submissions tell of their leads at once: facts and custom fields."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic_core import to_json
from sqlalchemy import text

from leadwright.domain.ids import LeadId, SubmissionId, new_id
from leadwright.features.leads.matching import fold
from leadwright.kernel.db.session import TenantSession

Finding = tuple[Any, str, str, float]
"""A fact's value, source, method and confidence."""

# Kinds of facts are few beside the facts themselves, which point to them by their numbers. A fact's id
# is made here for its lead's facts together; its last two bytes are the number of its kind.
_FACTS = text("""
insert into fact (workspace_id, id, lead_id, submission_id, key, value, source, method, confidence,
    observed_at)
select :workspace_id, cast(left(cast(r.id as text), 32) || lpad(to_hex(k.kind), 4, '0') as uuid),
    r.lead_id, r.submission_id, k.key, f.value, k.source, k.method, k.confidence, :at
from unnest(cast(:ids as uuid[]), cast(:leads as uuid[]), cast(:submissions as uuid[]),
    cast(:told as text[])) as r (id, lead_id, submission_id, told)
cross join lateral jsonb_each(cast(r.told as jsonb)) as f (kind, value)
join unnest(cast(:keys as text[]), cast(:sources as text[]), cast(:methods as text[]),
    cast(:confidences as float8[])) with ordinality as k (key, source, method, confidence, kind)
    on k.kind = cast(f.kind as bigint)
""")
_CUSTOM = text("""
insert into lead_value (workspace_id, lead_id, key, text_folded)
select :workspace_id, lead_id, key, text_folded
from unnest(cast(:leads as uuid[]), cast(:keys as text[]), cast(:texts as text[]))
    as r (lead_id, key, text_folded)
on conflict (workspace_id, lead_id, key) do nothing returning lead_id, key
""")


@dataclass(frozen=True, slots=True)
class Told:
    """Facts by their keys, and custom fields, that a submission tells of its lead."""

    lead_id: LeadId
    submission_id: SubmissionId
    facts: Mapping[str, Finding]
    custom: Mapping[str, str] = field(default_factory=dict)


async def tell(session: TenantSession, told: Sequence[Told], at: datetime) -> dict[UUID, list[str]]:
    """Add facts and custom fields of many leads; a field that has a value keeps it.

    The custom fields that are new, by lead.
    """
    await _add_facts(session, told, at)
    custom: dict[tuple[UUID, str], str] = {}
    for one in told:
        for key, value in one.custom.items():
            custom.setdefault((one.lead_id, key), fold(value))
    new: dict[UUID, list[str]] = {}
    if custom:
        arguments = {
            "workspace_id": session.info["workspace_id"],
            "leads": [lead_id for lead_id, _ in custom],
            "keys": [key for _, key in custom],
            "texts": [*custom.values()],
        }
        for lead_id, key in await session.execute(_CUSTOM, arguments):
            new.setdefault(lead_id, []).append(key)
    return new


async def _add_facts(session: TenantSession, told: Sequence[Told], at: datetime) -> None:
    kinds: dict[tuple[str, str, str, float], str] = {}
    texts = []
    for one in told:
        facts: dict[str, Any] = {}
        for key, (value, source, method, confidence) in one.facts.items():
            kind = (key, source, method, confidence)
            number = kinds.get(kind) or kinds.setdefault(kind, str(len(kinds) + 1))
            facts[number] = value
        texts.append(to_json(facts).decode())
    arguments = {
        "workspace_id": session.info["workspace_id"],
        "at": at,
        "ids": [new_id() for _ in told],
        "leads": [one.lead_id for one in told],
        "submissions": [one.submission_id for one in told],
        "told": texts,
        "keys": [kind[0] for kind in kinds],
        "sources": [kind[1] for kind in kinds],
        "methods": [kind[2] for kind in kinds],
        "confidences": [kind[3] for kind in kinds],
    }
    if kinds:
        await session.execute(_FACTS, arguments)
