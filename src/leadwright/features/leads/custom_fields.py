"""A lead's custom fields: what forms and files bring beside our own, and what automations set."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select, text

from leadwright.domain.condition import custom_fields
from leadwright.domain.events import LeadFieldSet
from leadwright.domain.ids import LeadId
from leadwright.features.leads.models import LeadValue
from leadwright.kernel import clock
from leadwright.kernel.db import unit_of_work
from leadwright.kernel.db.deferred_writes import DeferredWrite
from leadwright.kernel.db.session import ReadSession, TenantSession
from leadwright.kernel.events import emit

# A value from a submission is stored there as it was sent, with no `set_by` here.
_KEPT = DeferredWrite(
    "custom fields",
    (
        (
            "custom",
            """
insert into lead_value (workspace_id, lead_id, key, text_folded, number, moment, said, set_by, set_at)
select :workspace_id, lead_id, key, text_folded, number, moment, said, set_by, set_at
from jsonb_to_recordset(:rows) as r (lead_id uuid, key text, text_folded text, number float8,
    moment timestamptz, said text, set_by text, set_at timestamptz)
on conflict (workspace_id, lead_id, key) do update set text_folded = excluded.text_folded,
    number = excluded.number, moment = excluded.moment, said = excluded.said,
    set_by = excluded.set_by, set_at = excluded.set_at
returning 1""",
        ),
    ),
)

# A skip scan over two indexes, from name to name, without reading all values of a name.
_NEXT = (
    "(select key from lead_value where workspace_id = :workspace_id and {which} and key > {after}"
    " order by key limit 1)"
)
_WALK = (
    "select key from (with recursive k as ({first} union all select {next} from k where key is not null)"
    " select key from k) as w where key is not null"
)
_INDEXED = ("length(text_folded) < 500", "number is not null")
_NAMES = text(
    " union ".join(
        _WALK.format(
            first=_NEXT.format(which=which, after="''"),
            next=_NEXT.format(which=which, after="k.key"),
        )
        for which in _INDEXED
    )
    + " order by key limit :most"
)


async def names(session: ReadSession, *, most: int = 500) -> tuple[str, ...]:
    """The workspace's custom fields: those for which any lead has a value."""
    asked = {"workspace_id": session.info["workspace_id"], "most": most}
    return tuple(row.key for row in await session.execute(_NAMES, asked))


async def keep(session: TenantSession, lead_id: LeadId, extra: Mapping[str, Any]) -> None:
    """Set these fields of the lead, from a submission."""
    await _keep(session, lead_id, extra, {})


async def set_one(session: TenantSession, lead_id: LeadId, key: str, value: str, by: str) -> None:
    """Set one field. `by`: the automation that sets it."""
    before = await _standing(session, lead_id, key)
    told = {"said": value, "set_by": by, "set_at": clock.now()}
    await _keep(session, lead_id, {key: value}, told)
    emit(session, LeadFieldSet(lead_id=lead_id, key=key, value=value, before=before, by=by))


async def _standing(session: ReadSession, lead_id: LeadId, key: str) -> str | None:
    """The field's current value, as originally written if that is known."""
    row = (
        await session.execute(
            select(LeadValue.said, LeadValue.text_folded).where(
                LeadValue.workspace_id == session.info["workspace_id"],
                LeadValue.lead_id == lead_id,
                LeadValue.key == key,
            )
        )
    ).first()
    return None if row is None else row.said or row.text_folded


async def _keep(
    session: TenantSession, lead_id: LeadId, extra: Mapping[str, Any], told: Mapping[str, Any]
) -> None:
    rows = [
        {
            "lead_id": lead_id,
            "key": key,
            "text_folded": read.text,
            "number": read.number,
            "moment": read.moment,
            **told,
        }
        for key, read in custom_fields(extra).items()
    ]
    if rows:
        await unit_of_work.row(session, _KEPT, *rows)


async def of_lead(session: ReadSession, lead_id: LeadId) -> Sequence[LeadValue]:
    """All custom fields of a lead, by name."""
    rows = await session.execute(
        select(LeadValue)
        .where(LeadValue.workspace_id == session.info["workspace_id"], LeadValue.lead_id == lead_id)
        .order_by(LeadValue.key)
        .limit(200)
    )
    return rows.scalars().all()
