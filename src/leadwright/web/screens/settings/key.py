"""One public key: what posts with it must bring, a proof from a browser or a form tool's signature."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from fastapi import APIRouter, Depends
from fastapi.responses import HTMLResponse, Response

from leadwright.domain.demand import Demand
from leadwright.domain.errors import FieldProblem, Invalid, Refused
from leadwright.domain.ids import ApiKeyId
from leadwright.domain.permission import Permission
from leadwright.features.connections import queries as connections
from leadwright.features.workspaces import key_demands
from leadwright.features.workspaces.models import ApiKey
from leadwright.kernel.web import Read, Tx, require
from leadwright.web.auth import csrf
from leadwright.web.screens.frame import Frame, Framed
from leadwright.web.screens.settings_tabs import SECTION, Tab, tabs_for
from leadwright.web.screens.typed import Typed, errors_of

router = APIRouter()

PATH = "/w/{workspace}/settings/keys/{key_id:uuid}"
MANAGE = [Depends(require(Permission.MANAGE_KEYS)), Depends(csrf)]

# What the key asks for: its name in a list, and what it means for whoever chooses it.
DEMANDS: Mapping[Demand, tuple[str, str]] = {
    Demand.NOTHING: (
        "Nothing",
        "Every post is taken. The bot trap and the other checks look at it.",
    ),
    Demand.PROOF_OF_WORK: (
        "Proof of work",
        "The browser solves small puzzles while the visitor writes. Nobody else is asked.",
    ),
    Demand.TURNSTILE: ("Cloudflare Turnstile", "Cloudflare looks at the visitor."),
    Demand.HCAPTCHA: ("hCaptcha", "The visitor ticks a box, sometimes looks at pictures."),
    Demand.TYPEFORM: ("Typeform's signature", "Only posts that Typeform signed with your secret."),
    Demand.WEBFLOW: (
        "Webflow's signature",
        "Only posts that Webflow signed. Webhooks made through its API or an app are signed.",
    ),
    Demand.FRAMER: ("Framer's signature", "Only posts that Framer signed with your secret."),
}


@dataclass(frozen=True)
class Choice:
    """One thing a key may ask for. `connect` is the address of a vendor that has to be connected first."""

    value: str
    title: str
    about: str
    connect: str = ""


@dataclass(frozen=True)
class KeyContext:
    """The key with what it asks for; proofs come from browsers, signatures from form tools."""

    tabs: tuple[Tab, ...]
    key: ApiKey
    groups: tuple[tuple[str, str, tuple[Choice, ...]], ...]
    chosen: str
    has_secret: bool
    errors: Mapping[str, str]


@router.get(PATH, dependencies=[Depends(require(Permission.MANAGE_KEYS))])
async def show(frame: Framed, session: Read, key_id: UUID) -> HTMLResponse:
    """What the key asks for now."""
    return await _page(frame, session, key_id)


@router.post(PATH, dependencies=MANAGE)
async def save(frame: Framed, session: Tx, key_id: UUID, typed: Typed) -> Response:
    """It holds within seconds, for posts that come in from then on."""
    wanted = typed.get("demand", "")
    try:
        if wanted in connections.GUARDS and not await connections.default(session, wanted):
            raise _unconnected(wanted)
        await key_demands.ask_for(
            session,
            frame.request.app.state.keyring,
            ApiKeyId(key_id),
            wanted,
            typed.get("secret", ""),
        )
    except Invalid as refusal:
        return await _page(frame, session, key_id, wanted, refusal)
    return frame.to("/settings/keys", toast="saved")


def _unconnected(wanted: str) -> Invalid:
    title, _ = DEMANDS[Demand(wanted)]
    problem = FieldProblem(
        f"demand-{wanted}", "missing", f"Connect {title} first, under Settings, Connections."
    )
    return Invalid(f"{title} is not connected.", problems=(problem,))


async def _page(
    frame: Frame,
    session: Read,
    key_id: UUID,
    chosen: str | None = None,
    refusal: Refused | None = None,
) -> HTMLResponse:
    key = await key_demands.public_key(session, key_id)
    connected = {name for name in connections.GUARDS if await connections.default(session, name)}
    new = f"/w/{frame.who.workspace_slug}/settings/connections/new"

    def choice(demand: Demand) -> Choice:
        needs = demand.is_vendors and demand.value not in connected
        return Choice(demand.value, *DEMANDS[demand], f"{new}/{demand.value}" if needs else "")

    proofs = tuple(choice(one) for one in Demand if not one.is_signature)
    signatures = tuple(choice(one) for one in Demand if one.is_signature)
    context = KeyContext(
        tabs=tabs_for(frame.who),
        key=key,
        groups=(
            (
                "For forms on your pages",
                "Without a right proof a post waits in quarantine.",
                proofs,
            ),
            ("For form tools", "Without a right signature a post is refused.", signatures),
        ),
        chosen=key.demand if chosen is None else chosen,
        has_secret=bool(key.sealed),
        errors=errors_of(refusal),
    )
    status = 422 if refusal else 200
    return frame.show("pages/settings/key.html", context, section=SECTION, status=status)
