"""Leads' custom fields for the export, in the words they came with, which their submissions hold."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import text

from leadwright.kernel.db.session import ReadSession

MOST_FIELDS = 200

# Jumps from one name to the next in an index, instead of reading every field of every lead.
_HOP = """{name} (key, number) as (
    (select key, 1 from lead_value where workspace_id = :workspace_id and {held} order by key limit 1)
    union all
    select (select v.key from lead_value v where v.workspace_id = :workspace_id and {held}
        and v.key > {name}.key order by v.key limit 1), {name}.number + 1
    from {name} where {name}.key is not null and {name}.number < :most)"""
_WORDS = _HOP.format(name="words", held="length(text_folded) < 500")
_NUMBERS = _HOP.format(name="numbers", held="number is not null")
_NAMES = text(
    f"with recursive {_WORDS}, {_NUMBERS}"
    " select key from words where key is not null"
    " union select key from numbers where key is not null order by key limit :most"
)
# What a submission brought stands in it as it was sent; beside the lead it is kept as it is compared.
_VALUES = text(
    """
select v.lead_id, v.key, coalesce(to_jsonb(v.said), nullif(s.form -> 'extra' -> v.key, 'null'),
    to_jsonb(v.text_folded), to_jsonb(v.number), to_jsonb(v.moment)) as value
from lead_value v join lead l on l.workspace_id = v.workspace_id and l.id = v.lead_id
left join submission s on s.workspace_id = l.workspace_id and s.id = l.last_submission_id
where v.workspace_id = :workspace_id and v.lead_id = any(:ids) and v.key = any(:names)
"""
)


async def field_names(session: ReadSession) -> Sequence[str]:
    """The custom fields that any lead has, by name; MOST_FIELDS at the most."""
    given = {"workspace_id": session.info["workspace_id"], "most": MOST_FIELDS}
    return (await session.execute(_NAMES, given)).scalars().all()


async def fields_of(
    session: ReadSession, lead_ids: Collection[UUID], names: Sequence[str]
) -> Mapping[UUID, Mapping[str, Any]]:
    """These fields of these leads."""
    given = {"workspace_id": session.info["workspace_id"], "ids": list(lead_ids), "names": names}
    told: dict[UUID, dict[str, Any]] = {}
    for lead_id, key, value in await session.execute(_VALUES, given):
        told.setdefault(lead_id, {})[key] = value
    return told
