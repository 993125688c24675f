"""One scorecard more, and for whom one counts: a product, a segment, a team."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, Response
from starlette.datastructures import FormData

from leadwright.domain.errors import Invalid
from leadwright.features.scoring.cards import card_changes, drafting, stored
from leadwright.features.scoring.cards.drafting import Change
from leadwright.features.scoring.cards.scorecards import Scorecard
from leadwright.kernel.db.session import ReadSession
from leadwright.kernel.web import Read, Tx
from leadwright.web import condition_form as conditions
from leadwright.web.condition_form import ConditionField, ConditionForm, in_words
from leadwright.web.screens.frame import Frame, Framed
from leadwright.web.screens.scoring import query
from leadwright.web.screens.scoring.draft import CHANGES, DRAFT, MAY, both
from leadwright.web.screens.scoring.routes import PATH, SECTION
from leadwright.web.screens.scoring.words import condition_words, with_custom

router = APIRouter(include_in_schema=False)

TRIED_ON = 300
SECONDS = 0.5


async def _sent(request: Request) -> FormData:
    return await request.form(max_files=0, max_fields=500)


Sent = Annotated[FormData, Depends(_sent)]


@dataclass(frozen=True)
class AudienceContext:
    """The form. `covered` of the newest `leads` have a score by it; None while a line makes no sense."""

    title: str
    edit: str
    is_primary: bool
    condition: ConditionForm
    fields: tuple[ConditionField, ...]
    words: str
    covered: int | None
    leads: int
    problems: tuple[tuple[str, str], ...]


@router.post(PATH + "/cards", dependencies=CHANGES)
async def add(
    frame: Framed,
    session: Tx,
    title: Annotated[str, Form(max_length=200)] = "",
    like: Annotated[str, Form(max_length=60)] = "",
) -> Response:
    """Another scorecard, a draft that begins with the rules of one there is."""
    listed = await stored.listed(session, archived=True)
    begun = next((one.card for one in listed if one.name == like), listed[0].card)
    named = " ".join(title.split())[:120]
    if not named:
        return frame.to("/scoring?toast=unnamed#cards")
    taken = {one.name for one in listed}
    name = card_changes.new_id(named, taken.__contains__)
    card = begun.model_copy(update={"name": name, "title": named, "applies_to": None})
    await drafting.create(session, card, Change(frame.who.person_id))
    return frame.to(f"/scoring/cards/{name}/draft/for-whom")


@router.get(DRAFT + "/for-whom", dependencies=MAY)
async def show(frame: Framed, session: Read, name: str) -> HTMLResponse:
    """The condition of the draft, as lines."""
    card = Scorecard.model_validate((await both(session, name))[0].card)
    fields = with_custom(await query.custom_keys(session))
    return await _page(frame, session, card, conditions.form_of(card.applies_to, fields))


@router.post(DRAFT + "/for-whom", dependencies=CHANGES)
async def change(frame: Framed, session: Tx, name: str, sent: Sent) -> Response:
    """A button of the form: keep it in the draft, or a line more or less."""
    card = Scorecard.model_validate((await both(session, name))[0].card)
    fields = with_custom(await query.custom_keys(session))
    form = conditions.typed_form(sent, fields)
    if sent.get("raw"):
        form = conditions.form_of(card.applies_to, fields)
    form, is_kept = _pressed(form, fields, str(sent.get("do") or "refresh"))
    if not is_kept:
        return await _page(frame, session, card, form)
    try:
        changed = card.model_copy(update={"applies_to": conditions.condition_of(form)})
    except Invalid as refusal:
        shown = conditions.with_errors(form, refusal.problems)
        return await _page(frame, session, card, shown, dict(_errors(shown)))
    await drafting.save_draft(session, changed, Change(frame.who.person_id))
    return frame.to(f"/scoring/cards/{name}/draft", toast="saved")


def _pressed(
    form: ConditionForm, fields: tuple[ConditionField, ...], do: str
) -> tuple[ConditionForm, bool]:
    row = do.removeprefix("remove-row-")
    if do == "add-row":
        return conditions.with_row(form, fields), False
    if do.startswith("remove-row-") and row.isdigit():
        return conditions.without_row(form, int(row)), False
    return form, do == "keep"


def _errors(form: ConditionForm) -> tuple[tuple[str, str], ...]:
    return tuple(("", row.error) for row in form.rows if row.error)


async def _page(
    frame: Frame,
    session: ReadSession,
    card: Scorecard,
    form: ConditionForm,
    problems: Mapping[str, str] | None = None,
) -> HTMLResponse:
    covered, leads = await _covered(session, card, form)
    context = AudienceContext(
        title=card.title,
        edit=f"{frame.shell.workspace_url}/scoring/cards/{card.name}/draft",
        is_primary=(await stored.info(session, card.name)).is_primary,
        condition=form,
        fields=with_custom(await query.custom_keys(session)),
        words=condition_words(card.applies_to) if form.raw is not None else in_words(form),
        covered=covered,
        leads=leads,
        problems=_errors(form),
    )
    status = 422 if problems else 200
    return frame.show("pages/scoring/audience.html", context, section=SECTION, status=status)


async def _covered(
    session: ReadSession, card: Scorecard, form: ConditionForm
) -> tuple[int | None, int]:
    """How many of the newest leads it would count for."""
    try:
        changed = card.model_copy(update={"applies_to": conditions.condition_of(form)})
    except Invalid:
        return None, 0
    compared = await query.over_base(session, None, changed, most=TRIED_ON, seconds=SECONDS)
    return sum(one.after is not None for one in compared.found), len(compared.found)
