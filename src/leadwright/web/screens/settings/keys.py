"""Keys: public ones that name the workspace to forms, secret ones for programs that read leads."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from fastapi import APIRouter, Depends
from fastapi.responses import HTMLResponse, Response

from leadwright.domain.errors import FieldProblem, Invalid, Refused
from leadwright.domain.ids import ApiKeyId
from leadwright.domain.permission import Permission
from leadwright.features.workspaces import actions, queries
from leadwright.features.workspaces.models import ApiKey
from leadwright.kernel.web import Read, Tx, require
from leadwright.web.auth import csrf
from leadwright.web.screens.frame import Frame, Framed
from leadwright.web.screens.settings.key import DEMANDS
from leadwright.web.screens.settings_tabs import SECTION, Tab, tabs_for
from leadwright.web.screens.typed import Typed, errors_of

router = APIRouter()

PATH = "/w/{workspace}/settings/keys"
MANAGE = [Depends(require(Permission.MANAGE_KEYS)), Depends(csrf)]
LONGEST_LABEL = 100
KINDS = (
    ("public", "Public: stands in the code of a form, may only post"),
    ("secret", "Secret: for a program, reads and works leads"),
)


@dataclass(frozen=True)
class KeysContext:
    """The keys that work, the form for one more, and a key that was just made, shown this once."""

    tabs: tuple[Tab, ...]
    keys: tuple[ApiKey, ...]
    demands: Mapping[str, str]
    kinds: tuple[tuple[str, str], ...]
    values: Mapping[str, str]
    errors: Mapping[str, str]
    made: str
    made_label: str
    leads_url: str


@router.get(PATH, dependencies=[Depends(require(Permission.MANAGE_KEYS))])
async def show(frame: Framed, session: Read) -> HTMLResponse:
    """The keys that work."""
    return await _page(frame, session)


@router.post(PATH, dependencies=MANAGE)
async def make(frame: Framed, session: Tx, typed: Typed) -> Response:
    """A new key. A secret one stands in this answer and nowhere else, ever."""
    try:
        label = _label(typed)
        kind = typed.get("kind", "")
        _, key = await actions.make_key(session, frame.who.workspace_id, kind, label)
    except Invalid as refusal:
        return await _page(frame, session, typed=typed, refusal=refusal)
    if kind == "public":
        return frame.to("/settings/keys", toast="saved")
    page = await _page(frame, session, made=(key, label))
    page.headers["Cache-Control"] = "no-store"
    return page


@router.post(PATH + "/{key_id}/revoke", dependencies=MANAGE)
async def revoke(frame: Framed, session: Tx, key_id: UUID) -> Response:
    """The key stops working; what it brought in stays."""
    await actions.revoke_key(session, ApiKeyId(key_id))
    return frame.to("/settings/keys", toast="removed")


def _label(typed: Mapping[str, str]) -> str:
    label = " ".join(typed.get("label", "").split())
    remedy = ""
    if not label:
        remedy = "Write where the key will be used, so that it can be told apart."
    elif len(label) > LONGEST_LABEL:
        remedy = f"Shorten it to {LONGEST_LABEL} characters."
    if remedy:
        problem = FieldProblem("label", "malformed", remedy)
        raise Invalid("The key needs a label.", problems=(problem,))
    return label


async def _page(
    frame: Frame,
    session: Read,
    *,
    typed: Mapping[str, str] | None = None,
    refusal: Refused | None = None,
    made: tuple[str, str] = ("", ""),
) -> HTMLResponse:
    given = typed or {}
    context = KeysContext(
        tabs=tabs_for(frame.who),
        keys=tuple(await queries.keys(session)),
        demands={demand.value: title for demand, (title, _) in DEMANDS.items()},
        kinds=KINDS,
        values={"label": given.get("label", ""), "kind": given.get("kind", "public")},
        errors=errors_of(refusal),
        made=made[0],
        made_label=made[1],
        leads_url=f"{frame.request.app.state.settings.address}/api/leads",
    )
    status = 422 if refusal else 200
    return frame.show("pages/settings/keys.html", context, section=SECTION, status=status)
