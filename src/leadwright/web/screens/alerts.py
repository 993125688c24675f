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
_OF_CONNECTIONS = frozenset({"connection_broken", "posts_refused"})
READ = [Depends(require(Permission.READ_LEADS))]


@dataclass(frozen=True)
class AlertsContext:
    """Open alerts and those that are over. `names`: of the members who saw to them.

    `mended_at`: by an alert's id, the page where what it tells of is mended, if the reader may open it.
    """

    open_ones: Sequence[Notification]
    over: Sequence[Notification]
    names: Mapping[str, str]
    mended_at: Mapping[UUID, str]


@router.get(PATH, dependencies=READ)
async def show(frame: Framed, session: Read) -> HTMLResponse:
    members = await workspaces.members(session)
    standing = await alerts.open_ones(session)
    may_mend = frame.who.may(Permission.MANAGE_WORKSPACE)
    context = AlertsContext(
        open_ones=standing,
        over=await alerts.history(session),
        names={str(member.person_id): member.name for member in members},
        mended_at={one.id: page for one in standing if may_mend and (page := _mended_at(one))},
    )
    block = "rows" if frame.is_partial else None
    return frame.show("pages/alerts/index.html", context, section="alerts", block=block)


def _mended_at(alert: Notification) -> str:
    """The settings of the connection that it is about; nothing for what no page mends."""
    what, _, connection_id = (alert.cause or "").partition(":")
    return f"/settings/connections/{connection_id}" if what in _OF_CONNECTIONS else ""


@router.post(PATH + "/{alert_id}/acknowledge", dependencies=[*READ, Depends(csrf)])
async def acknowledge(frame: Framed, session: Tx, alert_id: UUID) -> RedirectResponse:
    """I see to it: it is told no more, until it rings anew."""
    if frame.who.person_id is None:
        raise Forbidden("A person has to do this.")
    await alerts.acknowledge(session, alert_id, frame.who.person_id)
    return frame.to("/alerts", toast="done")
