"""What many submissions tell of their leads at once: facts and custom fields."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from json.encoder import encode_basestring_ascii
from typing import Any
from uuid import UUID

from sqlalchemy import text

from leadwright.domain.ids import LeadId, SubmissionId, new_id
from leadwright.features.leads.matching import fold
from leadwright.kernel.db.session import TenantSession

Finding = tuple[Any, str, str, float]
"""A fact's value, source, method and confidence."""

# Leads and kinds of facts are few beside the facts themselves, which point to them by their places.
_FACTS = text("""
insert into fact (workspace_id, id, lead_id, submission_id, key, value, source, method, confidence,
    observed_at)
select :workspace_id, id, (cast(:leads as uuid[]))[lead], (cast(:submissions as uuid[]))[lead], k.key,
    cast(value as jsonb), k.source, k.method, k.confidence, :at
from unnest(cast(:ids as uuid[]), cast(:of as int[]), cast(:kinds as int[]), cast(:texts as text[]))
    as r (id, lead, kind, value)
join unnest(cast(:keys as text[]), cast(:sources as text[]), cast(:methods as text[]),
    cast(:confidences as float8[])) with ordinality as k (key, source, method, confidence, kind)
    using (kind)
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
    kinds: dict[tuple[str, str, str, float], int] = {}
    of, which, texts = [], [], []
    for number, one in enumerate(told, 1):
        for key, (value, source, method, confidence) in one.facts.items():
            of.append(number)
            which.append(kinds.setdefault((key, source, method, confidence), len(kinds) + 1))
            is_text = isinstance(value, str)
            texts.append(encode_basestring_ascii(value) if is_text else json.dumps(value))
    if not texts:
        return
    arguments = {
        "workspace_id": session.info["workspace_id"],
        "at": at,
        "ids": [new_id() for _ in texts],
        "leads": [one.lead_id for one in told],
        "submissions": [one.submission_id for one in told],
        "of": of,
        "kinds": which,
        "texts": texts,
        "keys": [kind[0] for kind in kinds],
        "sources": [kind[1] for kind in kinds],
        "methods": [kind[2] for kind in kinds],
        "confidences": [kind[3] for kind in kinds],
    }
    await session.execute(_FACTS, arguments)
