"""Connecting a site: the workspace's address for forms, in the words of each kind of site."""

from dataclasses import dataclass
from uuid import UUID

from fastapi import APIRouter, Depends
from fastapi.responses import HTMLResponse

from leadwright.domain.demand import Demand
from leadwright.domain.permission import Permission
from leadwright.features.capture import request_log
from leadwright.features.connections import queries as connections
from leadwright.features.leads import listing
from leadwright.features.leads.list_query import Listed
from leadwright.features.leads.search import LeadFilter
from leadwright.features.workspaces import queries
from leadwright.features.workspaces.models import ApiKey
from leadwright.kernel.web import Read, require
from leadwright.web.screens.frame import Framed
from leadwright.web.screens.settings.key import DEMANDS
from leadwright.web.screens.settings.snippets import Guard, Snippet, snippets
from leadwright.web.screens.settings_tabs import SECTION, Tab, tabs_for

router = APIRouter()

PATH = "/w/{workspace}/settings/connect"


@dataclass(frozen=True)
class ConnectContext:
    """The snippets with one public key in them, and whether anything came in yet.

    `refused` is the problem of the newest post when the door did not take it; `stored` where it
    came from when it did, which a moment later is a lead.
    """

    tabs: tuple[Tab, ...]
    keys: tuple[tuple[str, str, bool], ...]
    endpoint: str
    demand: Demand
    demanded: str
    key_id: UUID | None
    snippets: tuple[Snippet, ...]
    newest: Listed | None
    refused: str
    stored: str
    may_see_requests: bool
    may_make_keys: bool


@router.get(PATH, dependencies=[Depends(require(Permission.READ_LEADS))])
async def show(frame: Framed, session: Read, key: UUID | None = None) -> HTMLResponse:
    """All snippets; asked for in part, only whether a lead came in."""
    public = [k for k in await queries.keys(session) if k.public_value and not k.is_demo]
    chosen = next((k for k in public if k.id == key), public[0] if public else None)
    workspace = await queries.workspace(session, frame.who.workspace_id)
    website = "" if workspace is None else str(workspace.settings.get("website") or "")
    endpoint = _endpoint(frame.request.app.state.settings.address, chosen)
    newest = await listing.page(session, LeadFilter(limit=1))
    post = next(iter((await request_log.page(session, limit=1)).items), None)
    context = ConnectContext(
        tabs=tabs_for(frame.who),
        keys=tuple((k.label, f"?key={k.id}", k is chosen) for k in public),
        endpoint=endpoint,
        snippets=snippets(endpoint, website, await _guard(session, chosen)) if chosen else (),
        demand=Demand(chosen.demand) if chosen else Demand.NOTHING,
        demanded=DEMANDS[Demand(chosen.demand)][0] if chosen else "",
        key_id=chosen.id if chosen else None,
        newest=newest.items[0] if newest.items else None,
        refused=post.problem if post else "",
        stored=post.source if post and not post.problem else "",
        may_see_requests=frame.who.may(Permission.READ_REQUESTS),
        may_make_keys=frame.who.may(Permission.MANAGE_KEYS),
    )
    block = "arrival" if frame.is_partial else None
    return frame.show("pages/settings/connect.html", context, section=SECTION, block=block)


async def _guard(session: Read, key: ApiKey) -> Guard:
    """What the key asks for, with the vendor's site key where it has one."""
    demand = Demand(key.demand)
    if not demand.is_vendors:
        return Guard(demand)
    connection = await connections.default(session, demand.value)
    return Guard(demand, str(connection.config.get("site_key", "")) if connection else "")


def _endpoint(address: str, key: ApiKey | None) -> str:
    return f"{address}/api/submit-lead" + (f"?key={key.public_value}" if key else "")
