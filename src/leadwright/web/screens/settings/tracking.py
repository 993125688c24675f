"""Behaviour: what came in lately, what our own mail tells, and the script for pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from fastapi import APIRouter, Depends
from fastapi.responses import HTMLResponse, Response

from leadwright.domain.permission import Permission
from leadwright.features.behaviour import actions, queries
from leadwright.features.behaviour.queries import KindCount, Tracking
from leadwright.features.workspaces import queries as workspaces
from leadwright.kernel import clock
from leadwright.kernel.web import Read, Tx, require
from leadwright.web.auth import csrf
from leadwright.web.screens.frame import Framed
from leadwright.web.screens.settings_tabs import SECTION, Tab, tabs_for
from leadwright.web.screens.typed import Typed, ticked

router = APIRouter(include_in_schema=False)

PATH = "/w/{workspace}/settings/tracking"
MANAGE = Depends(require(Permission.MANAGE_WORKSPACE))
DAYS = 30


@dataclass(frozen=True)
class TrackingContext:
    """The switches with who set them, the script with a public key in it, and the last weeks' events."""

    tabs: tuple[Tab, ...]
    tracking: Tracking
    changed_by: str
    script: str
    endpoint: str
    tallies: Sequence[KindCount]
    days: int


@router.get(PATH, dependencies=[MANAGE])
async def show(frame: Framed, session: Read) -> HTMLResponse:
    """What is recorded and what it means for the people recorded."""
    tracking = await queries.tracking(session)
    members = {str(one.person_id): one.name for one in await workspaces.members(session)}
    keys = [k for k in await workspaces.keys(session) if k.public_value and not k.is_demo]
    address = frame.request.app.state.settings.address
    context = TrackingContext(
        tabs=tabs_for(frame.who),
        tracking=tracking,
        changed_by=members.get(str(tracking.changed_by), ""),
        script=_script(address, keys[0].public_value or "") if keys else "",
        endpoint=f"{address}/api/events",
        tallies=await queries.kind_counts(session, clock.now() - timedelta(days=DAYS)),
        days=DAYS,
    )
    return frame.show("pages/settings/tracking.html", context, section=SECTION)


@router.post(PATH, dependencies=[MANAGE, Depends(csrf)])
async def save(frame: Framed, session: Tx, typed: Typed) -> Response:
    """Switch opens and clicks on or off; mail that leaves from now on follows."""
    await actions.change_tracking(
        session,
        opens=ticked(typed, "opens"),
        clicks=ticked(typed, "clicks"),
        by=frame.who.person_id,
    )
    return frame.to("/settings/tracking", toast="saved")


def _script(address: str, key: str) -> str:
    return f'<script type="module" src="{address}/visits.js?key={key}"></script>'
