"""Scoring: the scorecards in words, their versions, and the file they travel in."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query, UploadFile
from fastapi.responses import HTMLResponse, Response

from leadwright.domain.errors import Conflict, Invalid, NotFound, Refused, TooLarge
from leadwright.domain.permission import Permission
from leadwright.features.scoring.cards import drafting, stored
from leadwright.features.scoring.cards.card_files import card_yaml, decoded, read_yaml
from leadwright.features.scoring.cards.drafting import Change
from leadwright.features.scoring.cards.scorecards import default_scorecard
from leadwright.features.scoring.cards.stored import CardInfo
from leadwright.features.scoring.in_force import in_force
from leadwright.features.workspaces import queries as workspaces
from leadwright.kernel.db.session import ReadSession
from leadwright.kernel.web import Read, Tx, require
from leadwright.web.auth import csrf
from leadwright.web.screens.frame import Frame, Framed
from leadwright.web.screens.scoring import query, view

router = APIRouter(include_in_schema=False)

SECTION = "scoring"
PATH = "/w/{workspace}/scoring"
CARD = PATH + "/cards/{name}"
READS = [Depends(require(Permission.READ_LEADS))]
CHANGES = [Depends(require(Permission.MANAGE_WORKSPACE)), Depends(csrf)]
MOST_VERSIONS = 20


@router.get(PATH, dependencies=READS)
async def show(
    frame: Framed,
    session: Read,
    card: Annotated[str, Query(max_length=60)] = "",
    version: Annotated[int | None, Query(ge=1, le=1_000_000)] = None,
) -> HTMLResponse:
    """A card in words, the primary unless one is named; an older version of it on request."""
    block = "progress" if frame.is_partial else None
    return await _page(frame, session, card, Shown(version, block))


@router.get(CARD + "/scorecard.yaml", dependencies=READS)
async def export(
    session: Read, name: str, version: Annotated[int | None, Query(ge=1, le=1_000_000)] = None
) -> Response:
    """The card as a file."""
    found = await stored.info(session, name)
    card = found.card if version is None else await stored.version(session, name, version)
    return Response(
        card_yaml(card),
        media_type="application/yaml; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}-{card.version}.yaml"'},
    )


@router.post(PATH + "/import", dependencies=CHANGES)
async def take_in(
    frame: Framed,
    session: Tx,
    yaml: Annotated[str, Form(max_length=600_000)] = "",
    file: UploadFile | None = None,
    replace: Annotated[bool, Form()] = False,
) -> Response:
    """Keep a card as a draft, of the card it names or of a new one: from a file, else from what was typed."""
    change = Change(frame.who.person_id, "From a file")
    try:
        yaml = decoded(await file.read()) if file is not None and file.filename else yaml
        card = read_yaml(yaml.replace("\r\n", "\n"))
        await drafting.take_in(session, card, change, replace=replace)
    except (Invalid, TooLarge, Conflict) as refusal:
        return await _page(frame, session, "", Shown(refusal=refusal, typed=yaml))
    return frame.to(f"/scoring/cards/{card.name}/draft", toast="saved")


@router.post(CARD + "/roll-back", dependencies=CHANGES)
async def roll_back(
    frame: Framed, session: Tx, name: str, number: Annotated[int, Form(ge=1, le=1_000_000)]
) -> Response:
    """An older version is in force again, as a new one equal to it."""
    try:
        await drafting.roll_back(session, name, number, Change(frame.who.person_id))
    except Invalid as refusal:
        return await _page(frame, session, name, Shown(number, refusal=refusal))
    return frame.to(f"/scoring?card={name}", toast="published")


@router.post(CARD + "/primary", dependencies=CHANGES)
async def make_primary(frame: Framed, session: Tx, name: str) -> Response:
    """This card's total is the lead's score from now on."""
    try:
        await drafting.make_primary(session, name, Change(frame.who.person_id))
    except Refused as refusal:
        return await _page(frame, session, name, Shown(refusal=refusal))
    return frame.to("/scoring", toast="published")


@router.post(CARD + "/set-aside", dependencies=CHANGES)
async def set_aside(frame: Framed, session: Tx, name: str) -> Response:
    """Nobody is scored by this card any more; its versions stay."""
    try:
        await drafting.set_aside(session, name)
    except Refused as refusal:
        return await _page(frame, session, name, Shown(refusal=refusal))
    return frame.to("/scoring", toast="done")


@dataclass(frozen=True)
class Shown:
    """How the page is asked for: an older version, a part of it, or with what was refused."""

    version: int | None = None
    block: str | None = None
    refusal: Refused | None = None
    typed: str = ""


async def _page(
    frame: Frame, session: ReadSession, name: str, shown: Shown | None = None
) -> HTMLResponse:
    shown = shown or Shown()
    version, refusal = shown.version, shown.refusal
    listed = await stored.listed(session)
    info = next((one for one in listed if one.name == name or not name), None)
    if info is None:
        raise NotFound("There is no such scorecard here.")
    card = info.card if version is None else await stored.version(session, info.name, version)
    told = await stored.versions(session, info.name)
    names = await _names(session)
    runs = await stored.runs(session, info.name, limit=1)
    context = view.ScoringContext(
        card=view.card_words(card),
        links=view.links_of(listed, info.name, frame.shell.workspace_url),
        versions=tuple(view.version_line(one, names) for one in told[:MOST_VERSIONS]),
        run=view.run_line(runs[0] if runs else None),
        stale=(await stored.stale(session)).get(info.name, 0),
        draft=info.draft,
        is_primary=info.is_primary,
        is_published=info.published is not None,
        is_shipped=_is_shipped(info),
        looked_at=version if version != info.published else None,
        asks_model=info.is_primary and (await in_force(session)).asks_model,
        may_change=frame.who.may(Permission.MANAGE_WORKSPACE),
        strange=await query.strangers(session, card),
        typed=shown.typed,
        errors=_errors(refusal),
        may_replace=bool(shown.typed) and isinstance(refusal, Conflict),
        problem=refusal.message if refusal and not refusal.problems else "",
    )
    status = 422 if refusal else 200
    return frame.show(
        "pages/scoring/index.html", context, section=SECTION, block=shown.block, status=status
    )


async def _names(session: ReadSession) -> dict[str, str]:
    return {str(one.person_id): one.name for one in await workspaces.members(session)}


def _is_shipped(info: CardInfo) -> bool:
    shipped = default_scorecard()
    return info.name == shipped.name and info.published == shipped.version


def _errors(refusal: Refused | None) -> tuple[tuple[str, str], ...]:
    """Each problem of a file with its place, its reason and its remedy."""
    if refusal is None:
        return ()
    return tuple(("yaml", f"{p.field}: {p.reason}. {p.remedy}") for p in refusal.problems)
