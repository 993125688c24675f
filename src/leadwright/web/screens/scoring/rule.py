"""One rule or limit of a draft as a form, with what it would do to a lead and to the newest ones."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, Response
from starlette.datastructures import FormData

from leadwright.domain.errors import NotFound
from leadwright.features.scoring.cards import drafting
from leadwright.features.scoring.cards.drafting import Change
from leadwright.features.scoring.cards.scorecards import Part, Scorecard
from leadwright.kernel.db.session import ReadSession
from leadwright.kernel.web import Read, Tx
from leadwright.web.condition_form import ConditionField
from leadwright.web.screens.frame import Frame, Framed
from leadwright.web.screens.scoring import query
from leadwright.web.screens.scoring import rule_form as forms
from leadwright.web.screens.scoring.draft import CHANGES, DRAFT, MAY, both
from leadwright.web.screens.scoring.draft_view import Bin, LeadView, bins, lead_view
from leadwright.web.screens.scoring.routes import SECTION
from leadwright.web.screens.scoring.rule_form import LIMITS, RULES, Typed, Wrong
from leadwright.web.screens.scoring.words import EVENTS, PARTS, with_custom

router = APIRouter(include_in_schema=False)

TRIED_ON = 300
SECONDS = 0.5


async def _sent(request: Request) -> FormData:
    return await request.form(max_files=0, max_fields=500)


Sent = Annotated[FormData, Depends(_sent)]
Id = Annotated[str, Query(max_length=60)]


@dataclass(frozen=True)
class Effect:
    """What the rule as typed does beside the draft without it: on one lead, on the newest."""

    lead: LeadView | None
    leads: int
    moving: int
    bins: tuple[Bin, ...]


@dataclass(frozen=True)
class Pick:
    """Which lead the rule is tried on; the newest one while none is chosen. `q`: who is looked for."""

    lead: UUID | None = None
    q: str = ""
    hits: tuple[tuple[UUID, str, str], ...] = ()
    is_new: bool = False
    """Somebody was just looked for or chosen: that keeps no rule."""


@dataclass(frozen=True)
class RuleContext:
    """One rule or limit as a form."""

    name: str
    title: str
    edit: str
    typed: Typed
    fields: tuple[ConditionField, ...]
    causes: tuple[tuple[str, str], ...]
    parts: tuple[tuple[str, str], ...]
    groups: tuple[tuple[str, str], ...]
    events: tuple[tuple[str, str], ...]
    effect: Effect | None
    pick: Pick
    errors: Mapping[str, str]
    problems: tuple[tuple[str, str], ...]


@router.get(DRAFT + "/rule", dependencies=MAY)
async def show(
    frame: Framed,
    session: Read,
    name: str,
    rule: Id = "",
    limit: Id = "",
    part: Annotated[str, Query(max_length=20)] = "",
) -> HTMLResponse:
    """A rule or limit of the draft, or an empty form for a new one."""
    card = Scorecard.model_validate((await both(session, name))[0].card)
    fields = with_custom(await query.custom_keys(session))
    if rule or limit not in {"", "new"}:
        listed = card.rules if rule else card.limits
        thing = next((one for one in listed if one.id == (rule or limit)), None)
        if thing is None:
            raise NotFound("This rule is not in the draft any more. Somebody removed it.")
        typed = forms.typed_of(thing, fields)
    else:
        chosen = part if part in set(Part) else "" if limit else "fit"
        typed = forms.new(LIMITS if limit else RULES, chosen, fields)
    return await _page(frame, session, _Form(card, typed, fields, Pick()))


@router.post(DRAFT + "/rule", dependencies=CHANGES)
async def change(frame: Framed, session: Tx, name: str, sent: Sent) -> Response:
    """A button of the form: keep it in the draft, or draw it anew with a line more or less."""
    card = Scorecard.model_validate((await both(session, name))[0].card)
    fields = with_custom(await query.custom_keys(session))
    typed, pick = forms.sent(sent, fields), await _picked(session, sent)
    if sent.get("do") != "keep" or pick.is_new:
        return await _page(frame, session, _Form(card, typed, fields, pick))
    try:
        changed = forms.kept(card, typed)
    except Wrong as wrong:
        shown = replace(typed, condition=wrong.form)
        form = _Form(card, shown, fields, pick)
        return await _page(frame, session, form, wrong.errors)
    await drafting.save_draft(session, changed, Change(frame.who.person_id))
    place = "limits" if typed.what == LIMITS else f"part-{typed.part}"
    return frame.to(f"/scoring/cards/{name}/draft#{place}")


@dataclass(frozen=True)
class _Form:
    card: Scorecard
    typed: Typed
    fields: tuple[ConditionField, ...]
    pick: Pick


async def _picked(session: ReadSession, sent: FormData) -> Pick:
    """The lead that a button named, else the one that stood there; those who match what is looked for."""
    chosen = next((_uuid(sent.get(name)) for name in ("pick", "lead") if sent.get(name)), None)
    if sent.get("pick"):
        return Pick(chosen, is_new=True)
    q = str(sent.get("q") or "").strip()[:200]
    is_new = q not in {"", str(sent.get("looked_for") or "")}
    return Pick(chosen, q, await query.matching(session, q), is_new)


def _uuid(given: object) -> UUID | None:
    try:
        return UUID(str(given))
    except ValueError:
        return None


async def _page(
    frame: Frame, session: ReadSession, form: _Form, errors: Mapping[str, str] | None = None
) -> HTMLResponse:
    told, card, typed, fields = errors or {}, form.card, form.typed, form.fields
    lines = tuple(("", row.error) for row in typed.condition.rows if row.error)
    problems = (*told.items(), *lines)
    context = RuleContext(
        name=card.name,
        title=card.title,
        edit=f"{frame.shell.workspace_url}/scoring/cards/{card.name}/draft",
        typed=typed,
        fields=fields,
        causes=forms.CAUSES if typed.what == RULES else (forms.CAUSES[0], forms.CAUSES[2]),
        parts=_parts(typed.what),
        groups=(("", "None"), *((one.id, one.label) for one in card.groups if one.part == typed.part)),
        events=tuple(EVENTS.items()),
        effect=None if problems else await _effect(session, card, typed, form.pick.lead),
        pick=form.pick,
        errors=told,
        problems=problems,
    )  # fmt: skip
    status = 422 if problems else 200
    return frame.show("pages/scoring/rule.html", context, section=SECTION, status=status)


def _parts(what: str) -> tuple[tuple[str, str], ...]:
    named = tuple((part.value, f"{name}: {about}") for part, name, about in PARTS)
    return (("", "The total"), *named) if what == LIMITS else named


async def _effect(
    session: ReadSession, card: Scorecard, typed: Typed, lead: UUID | None
) -> Effect | None:
    """The draft without the rule against the draft with it as typed; nothing while it makes no sense."""
    try:
        changed = forms.kept(card, typed)
    except Wrong:
        return None
    tried = await query.on_lead(session, card, changed, lead)
    if tried is None and lead is not None:  # it was deleted meanwhile
        tried = await query.on_lead(session, card, changed, None)
    compared = await query.over_base(session, card, changed, most=TRIED_ON, seconds=SECONDS)
    found = compared.found
    return Effect(lead_view(tried), len(found), compared.moving, bins(found))
