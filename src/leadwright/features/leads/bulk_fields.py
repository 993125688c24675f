"""Custom fields of leads in bulk."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import text

from leadwright.domain.ids import LeadId
from leadwright.kernel.db.session import TenantSession

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
_NONE = "{}"


async def tell(
    session: TenantSession, told: Sequence[tuple[LeadId, str]], known: Collection[LeadId]
) -> dict[UUID, list[str]]:
    """Add custom fields to leads, folded, each as JSON; a field that has a value keeps it.

    Returns the newly added fields by lead, for leads that were `known` before.
    """
    some = [one for one in told if one[1] != _NONE]
    if not some:
        return {}
    leads, custom = map(list, zip(*some, strict=True))
    fields = {"leads": leads, "custom": custom, "known": list(known)}
    new: dict[UUID, list[str]] = {}
    here = {"workspace_id": session.info["workspace_id"]}
    for lead_id, key in await session.execute(_CUSTOM, here | fields):
        new.setdefault(lead_id, []).append(key)
    return new
