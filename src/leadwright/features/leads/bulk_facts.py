"""What many submissions tell of their leads at once: facts and custom fields."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from pydantic_core import to_json
from sqlalchemy import text

from leadwright.domain.ids import LeadId, SubmissionId, new_id
from leadwright.kernel.db.session import TenantSession

Finding = tuple[Any, str, str, float]
"""A fact's value, source, method and confidence."""

_FACTS = text("""
insert into fact_set (workspace_id, id, lead_id, submission_id, observed_at, told)
select :workspace_id, r.id, r.lead_id, r.submission_id, :at, cast(r.told as jsonb)
from unnest(cast(:ids as uuid[]), cast(:leads as uuid[]), cast(:submissions as uuid[]),
    cast(:told as text[])) as r (id, lead_id, submission_id, told)
""")
_CUSTOM = text("""
with added as (
    insert into lead_value (workspace_id, lead_id, key, text_folded)
    select :workspace_id, r.lead_id, c.key, c.folded
    from unnest(cast(:leads as uuid[]), cast(:custom as text[])) with ordinality as r (lead_id, custom, place)
    cross join lateral jsonb_each_text(cast(r.custom as jsonb)) as c (key, folded)
    order by r.place
    on conflict (workspace_id, lead_id, key) do nothing returning lead_id, key)
select lead_id, key from added where lead_id = any(:known)
""")
_NO_FIELDS = "{}"
_NO_FACTS = "[]"


def fact_set(facts: Mapping[str, Finding]) -> str:
    """A lead's facts as JSON: key, value, source, method and confidence of each."""
    return to_json([(key, *finding) for key, finding in facts.items()]).decode()


def custom_fields(folded: Mapping[str, str]) -> str:
    """A lead's custom fields, folded already, as JSON."""
    return to_json(folded).decode() if folded else _NO_FIELDS


class Told(NamedTuple):
    """What a submission tells of its lead: facts as `fact_set` writes them, and custom fields, folded."""

    lead_id: LeadId
    submission_id: SubmissionId
    facts: str
    custom: str = _NO_FIELDS


async def tell(
    session: TenantSession, told: Sequence[Told], known: Collection[LeadId], at: datetime
) -> dict[UUID, list[str]]:
    """Add facts and custom fields of many leads; a field that has a value keeps it.

    The custom fields that are new, by lead, of those that were `known` before.
    """
    here = {"workspace_id": session.info["workspace_id"]}
    if some := [one for one in told if one.facts != _NO_FACTS]:
        facts = {
            "ids": [new_id() for _ in some],
            "leads": [one.lead_id for one in some],
            "submissions": [one.submission_id for one in some],
            "told": [one.facts for one in some],
        }
        await session.execute(_FACTS, here | facts | {"at": at})
    new: dict[UUID, list[str]] = {}
    if more := [one for one in told if one.custom != _NO_FIELDS]:
        fields = {
            "leads": [one.lead_id for one in more],
            "custom": [one.custom for one in more],
            "known": list(known),
        }
        for lead_id, key in await session.execute(_CUSTOM, here | fields):
            new.setdefault(lead_id, []).append(key)
    return new
