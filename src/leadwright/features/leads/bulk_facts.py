"""What many submissions tell of their leads at once: facts and custom fields."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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
select :workspace_id, r.lead_id, c.key, c.folded
from unnest(cast(:leads as uuid[]), cast(:custom as text[])) with ordinality as r (lead_id, custom, place)
cross join lateral jsonb_each_text(cast(r.custom as jsonb)) as c (key, folded)
order by r.place
on conflict (workspace_id, lead_id, key) do nothing returning lead_id, key
""")
_NONE = "{}"


class Kinds:
    """The kinds of facts that many leads have: key, source, method and confidence, by their numbers."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[str, str, str, float], str] = {}

    def written(self, facts: Mapping[str, Finding]) -> str:
        """A lead's facts as JSON, by the numbers of their kinds."""
        found = {}
        for key, (value, source, method, confidence) in facts.items():
            kind = (key, source, method, confidence)
            number = self._numbers.get(kind)
            if number is None:
                number = self._numbers[kind] = str(len(self._numbers) + 1)
            found[number] = value
        return to_json(found).decode()

    def columns(self) -> dict[str, list[Any]]:
        """Arguments of the statement that adds such facts."""
        names = ("keys", "sources", "methods", "confidences")
        return {name: [kind[at] for kind in self._numbers] for at, name in enumerate(names)}


def custom_fields(custom: Mapping[str, str]) -> str:
    """A lead's custom fields as JSON, folded."""
    return (
        to_json({key: fold(value) for key, value in custom.items()}).decode() if custom else _NONE
    )


@dataclass(frozen=True, slots=True)
class Told:
    """What a submission tells of its lead: facts as `Kinds` writes them, and custom fields, folded."""

    lead_id: LeadId
    submission_id: SubmissionId
    facts: str
    custom: str = _NONE


async def tell(
    session: TenantSession, told: Sequence[Told], kinds: Kinds, at: datetime
) -> dict[UUID, list[str]]:
    """Add facts and custom fields of many leads; a field that has a value keeps it.

    The custom fields that are new, by lead.
    """
    if any(one.facts != _NONE for one in told):
        await session.execute(_FACTS, _arguments(session, told, kinds) | {"at": at})
    new: dict[UUID, list[str]] = {}
    more = [one for one in told if one.custom != _NONE]
    if more:
        arguments = {
            "workspace_id": session.info["workspace_id"],
            "leads": [one.lead_id for one in more],
            "custom": [one.custom for one in more],
        }
        for lead_id, key in await session.execute(_CUSTOM, arguments):
            new.setdefault(lead_id, []).append(key)
    return new


def _arguments(session: TenantSession, told: Sequence[Told], kinds: Kinds) -> dict[str, Any]:
    return {
        "workspace_id": session.info["workspace_id"],
        "ids": [new_id() for _ in told],
        "leads": [one.lead_id for one in told],
        "submissions": [one.submission_id for one in told],
        "told": [one.facts for one in told],
        **kinds.columns(),
    }
