"""Alerts: what fails now, who sees to it, and what failed before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from fastapi import APIRouter, Depends
from fastapi.responses import HTMLResponse, RedirectResponse

from leadwright.domain.errors import Forbidden
from leadwright.domain.permission import Permission
from leadwright.features.notifications import alerts
from leadwright.features.notifications.models import Notification
from leadwright.features.workspaces import queries as workspaces
from leadwright.kernel.web import Read, Tx, require
from leadwright.web.auth import csrf
from leadwright.web.screens.frame import Framed

router = APIRouter(include_in_schema=False)

PATH = "/w/{workspace}/alerts"
READ = [Depends(require(Permission.READ_LEADS))]


@dataclass(frozen=True)
class AlertsContext:
    """Open alerts and those that are over. `names`: of the members who saw to them."""

    open_ones: Sequence[Notification]
    over: Sequence[Notification]
    names: Mapping[str, str]


@router.get(PATH, dependencies=READ)
async def show(frame: Framed, session: Read) -> HTMLResponse:
    members = await workspaces.members(session)
    context = AlertsContext(
        open_ones=await alerts.open_ones(session),
        over=await alerts.history(session),
        names={str(member.person_id): member.name for member in members},
    )
    block = "rows" if frame.is_partial else None
    return frame.show("pages/alerts/index.html", context, section="alerts", block=block)


@router.post(PATH + "/{alert_id}/acknowledge", dependencies=[*READ, Depends(csrf)])
async def acknowledge(frame: Framed, session: Tx, alert_id: UUID) -> RedirectResponse:
    """I see to it: it is told no more, until it rings anew."""
    if frame.who.person_id is None:
        raise Forbidden("A person has to do this.")
    await alerts.acknowledge(session, alert_id, frame.who.person_id)
    return frame.to("/alerts", toast="done")
