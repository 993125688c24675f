"""The workspace's settings: their pages, and the first of them, what the workspace says of itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import available_timezones

from fastapi import APIRouter, Depends
from fastapi.responses import HTMLResponse, Response

from leadwright.domain.errors import Invalid
from leadwright.domain.permission import Permission
from leadwright.features.workspaces import actions, profile, queries
from leadwright.kernel.web import Read, Tx, require
from leadwright.web.auth import csrf
from leadwright.web.screens import costs
from leadwright.web.screens.frame import Frame, Framed
from leadwright.web.screens.reply_rules import routes as reply_rules
from leadwright.web.screens.settings import connect as settings_connect
from leadwright.web.screens.settings import connections as settings_connections
from leadwright.web.screens.settings import facts as settings_facts
from leadwright.web.screens.settings import key as settings_key
from leadwright.web.screens.settings import keys as settings_keys
from leadwright.web.screens.settings import mail as settings_mail
from leadwright.web.screens.settings import members as settings_members
from leadwright.web.screens.settings import notifications as settings_notifications
from leadwright.web.screens.settings import tracking as settings_tracking
from leadwright.web.screens.settings_tabs import SECTION, Tab, tabs_for
from leadwright.web.screens.typed import Typed, errors_of

router = APIRouter(include_in_schema=False)

PATH = "/w/{workspace}/settings"


@dataclass(frozen=True)
class ProfileContext:
    """The form with what is kept, or with what was typed and what is wrong with it."""

    tabs: tuple[Tab, ...]
    may_change: bool
    values: Mapping[str, str]
    errors: Mapping[str, str]
    default_sender: str
    zones: tuple[str, ...]


@router.get(PATH, dependencies=[Depends(require(Permission.READ_LEADS))])
async def show(frame: Framed, session: Read) -> HTMLResponse:
    """Name, signature and links; readable for every member."""
    kept = await queries.workspace(session, frame.who.workspace_id)
    settings = {} if kept is None else kept.settings
    values = {field: str(settings.get(field) or "") for field in profile.LONGEST}
    values["name"] = frame.who.workspace_name
    return await _page(frame, session, values)


@router.post(
    PATH,
    dependencies=[Depends(require(Permission.MANAGE_WORKSPACE)), Depends(csrf)],
)
async def save(frame: Framed, session: Tx, typed: Typed) -> Response:
    """Keep the form; replies use it within seconds."""
    try:
        values = profile.check_profile(typed)
    except Invalid as refusal:
        return await _page(frame, session, typed, refusal)
    await actions.change_settings(session, values.pop("name"), dict(values))
    return frame.to("/settings", toast="saved")


async def _page(
    frame: Frame, session: Read, values: Mapping[str, str], refusal: Invalid | None = None
) -> HTMLResponse:
    members = await queries.members(session)
    context = ProfileContext(
        tabs=tabs_for(frame.who),
        may_change=frame.who.may(Permission.MANAGE_WORKSPACE),
        values={field: values.get(field, "") for field in profile.LONGEST},
        errors=errors_of(refusal),
        default_sender=members[0].name if members else frame.who.workspace_name,
        zones=tuple(sorted(zone for zone in available_timezones() if "/" in zone)),
    )
    status = 422 if refusal else 200
    return frame.show("pages/settings/profile.html", context, section=SECTION, status=status)


for part in (
    costs,
    settings_facts,
    reply_rules,
    settings_members,
    settings_key,
    settings_keys,
    settings_mail,
    settings_connections,
    settings_connect,
    settings_notifications,
    settings_tracking,
):
    router.include_router(part.router)
