"""A scorecard's draft: changed rule by rule, tried on a lead and over the base, published or discarded."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Query
from fastapi.responses import HTMLResponse, Response

from leadwright.domain.errors import NotFound, Refused
from leadwright.domain.permission import Permission
from leadwright.features.scoring import comparing
from leadwright.features.scoring.cards import card_changes, drafting, stored
from leadwright.features.scoring.cards.drafting import Change
from leadwright.features.scoring.cards.scorecards import Scorecard
from leadwright.features.scoring.models import ScorecardVersion
from leadwright.kernel.db.session import ReadSession
from leadwright.kernel.web import Read, Tx, require
from leadwright.web.auth import csrf
from leadwright.web.screens.frame import Frame, Framed
from leadwright.web.screens.scoring import draft_view as view
from leadwright.web.screens.scoring import query
from leadwright.web.screens.scoring.routes import CARD, SECTION
from leadwright.web.screens.scoring.view import card_words
from leadwright.web.screens.scoring.words import rules_changed

router = APIRouter(include_in_schema=False)

DRAFT = CARD + "/draft"
MAY = [Depends(require(Permission.MANAGE_WORKSPACE))]
CHANGES = [*MAY, Depends(csrf)]
Seen = Annotated[int, Form(ge=1, le=1_000_000)]


@router.post(DRAFT, dependencies=CHANGES)
async def begin(frame: Framed, session: Tx, name: str) -> Response:
    """A draft equal to what is in force, unless somebody works on one already."""
    if await stored.draft(session, name) is None:
        card = (await stored.info(session, name)).card
        await drafting.save_draft(session, card, Change(frame.who.person_id))
    return frame.to(f"/scoring/cards/{name}/draft")


@router.get(DRAFT, dependencies=MAY, response_model=None)
async def show(
    frame: Framed,
    session: Read,
    name: str,
    lead: UUID | None = None,
    q: Annotated[str, Query(max_length=200)] = "",
) -> Response:
    """The draft, and what it makes of one lead."""
    if await stored.draft(session, name) is None:
        await stored.info(session, name)
        return frame.to(f"/scoring?card={name}")
    return await _page(frame, session, name, lead, q)


@router.get(DRAFT + "/base", dependencies=MAY)
async def base(frame: Framed, session: Read, name: str) -> HTMLResponse:
    """What the draft makes of the newest leads, against what is in force."""
    draft, old = await both(session, name)
    card = Scorecard.model_validate(draft.card)
    compared = await query.over_base(session, old, card)
    movers = comparing.most_moved(compared.found, view.MOST_MOVED)
    names = await query.names_of(session, [one.lead_id for one in movers])
    url = frame.shell.workspace_url
    urls = (f"{url}/leads", f"{url}/scoring/cards/{name}/draft")
    context = view.BaseContext(name, card.title, view.base_view(compared, names, urls))
    block = "compared" if frame.is_partial else None
    return frame.show("pages/scoring/base.html", context, section=SECTION, block=block)


@router.post(DRAFT + "/rules", dependencies=CHANGES)
async def change(
    frame: Framed,
    session: Tx,
    name: str,
    rule: Annotated[str, Form(max_length=60)],
    do: Annotated[str, Form(max_length=20)],
) -> Response:
    """A rule further up or down, or out; or a limit out."""
    card = Scorecard.model_validate((await both(session, name))[0].card)
    part = next((one.part.value for one in card.rules if one.id == rule), "fit")
    changed = _changed(card, do, rule)
    await drafting.save_draft(session, changed, Change(frame.who.person_id))
    stays = any(one.id == rule for one in changed.rules)
    place = f"rule-{rule}" if stays else f"part-{part}"
    where = place if do != "drop-limit" else "limits"
    is_gone = do in {"remove", "drop-limit"}
    return frame.to(f"/scoring/cards/{name}/draft{'?toast=removed' if is_gone else ''}#{where}")


def _changed(card: Scorecard, do: str, rule: str) -> Scorecard:
    match do:
        case "up" | "down":
            return card_changes.moved(card, rule, -1 if do == "up" else 1)
        case "remove":
            return card_changes.without(card, "rules", rule)
        case "drop-limit":
            return card_changes.without(card, "limits", rule)
        case _:
            return card


@router.post(DRAFT + "/publish", dependencies=CHANGES)
async def publish(
    frame: Framed,
    session: Tx,
    name: str,
    seen: Seen,
    note: Annotated[str, Form(max_length=500)] = "",
) -> Response:
    """Put the draft in force; every lead is scored anew in the background."""
    try:
        await drafting.publish(session, name, Change(frame.who.person_id, note.strip()), seen=seen)
    except NotFound:
        raise
    except Refused as refusal:
        if await stored.draft(session, name) is None:
            raise
        return await _page(frame, session, name, None, "", refusal)
    return frame.to(f"/scoring?card={name}", toast="published")


@router.post(DRAFT + "/undo", dependencies=CHANGES)
async def undo(frame: Framed, session: Tx, name: str) -> Response:
    """One step back; once more, and it is done again."""
    await drafting.undo(session, name, Change(frame.who.person_id))
    if "hx-request" in frame.request.headers:
        return Response(status_code=200, headers={"HX-Refresh": "true"})
    return frame.to(f"/scoring/cards/{name}/draft", toast="undone")


@router.post(DRAFT + "/discard", dependencies=CHANGES)
async def discard(frame: Framed, session: Tx, name: str) -> Response:
    """Throw the draft away."""
    await drafting.discard_draft(session, name)
    return frame.to("/scoring", toast="removed")


async def both(session: ReadSession, name: str) -> tuple[ScorecardVersion, Scorecard | None]:
    """The draft, and the card in force if there is one. NotFound without a draft."""
    info = await stored.info(session, name)
    draft = await stored.draft(session, name)
    if draft is None:
        raise NotFound("There is no draft of this scorecard. Open one with “Change it”.")
    return draft, None if info.published is None else info.card


async def _page(
    frame: Frame,
    session: ReadSession,
    name: str,
    lead: UUID | None,
    q: str,
    refusal: Refused | None = None,
) -> HTMLResponse:
    draft, old = await both(session, name)
    card = Scorecard.model_validate(draft.card)
    tried = await query.on_lead(session, old, card, lead)
    context = view.DraftContext(
        card=card_words(card),
        edit=f"{frame.shell.workspace_url}/scoring/cards/{name}/draft",
        number=draft.number,
        note=draft.note,
        is_primary=(await stored.info(session, name)).is_primary,
        strange=await query.strangers(session, card),
        can_undo=draft.before is not None,
        in_force=old.version if old else None,
        changes=rules_changed(old, card),
        lead=view.lead_view(tried),
        q=q,
        hits=await query.matching(session, q),
        chosen=str(tried.lead_id) if tried else "",
        problem=refusal.message if refusal else "",
    )
    status = 409 if refusal else 200
    undo_at = f"{context.edit}/undo" if context.can_undo else ""
    return frame.show(
        "pages/scoring/draft.html", context, section=SECTION, status=status, undo=undo_at
    )
