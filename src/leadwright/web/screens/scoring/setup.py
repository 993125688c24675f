"""The scoring set-up: five steps, forth and back with what was typed, to a published card and real scores."""

from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import APIRouter, Depends
from fastapi.responses import HTMLResponse, Response

from leadwright.domain.permission import Permission
from leadwright.features.notifications import preferences
from leadwright.features.scoring.cards import drafting, stored, templates
from leadwright.features.scoring.cards.drafting import Change
from leadwright.features.scoring.comparing import Moved
from leadwright.features.scoring.in_force import in_force
from leadwright.kernel.db.session import ReadSession
from leadwright.kernel.web import Read, Tx, require
from leadwright.web.auth import csrf
from leadwright.web.screens import lead_names
from leadwright.web.screens.frame import Frame, Framed
from leadwright.web.screens.scoring import query
from leadwright.web.screens.scoring import setup_form as forms
from leadwright.web.screens.scoring.routes import PATH, SECTION
from leadwright.web.screens.scoring.setup_form import LAST, STEPS, Choice
from leadwright.web.screens.typed import Typed

router = APIRouter(include_in_schema=False)

SETUP = PATH + "/setup"
MAY = [Depends(require(Permission.MANAGE_WORKSPACE))]
SHOWN = 12
TRIED_ON = 200


@dataclass(frozen=True)
class Scored:
    """A lead with its total by the card in force and by the new one."""

    href: str
    name: str
    company: str
    before: str
    total: int
    grade: str


@dataclass(frozen=True)
class Heat:
    """How many of the newest `leads` reach a threshold: by the new card, and by the one in force."""

    label: str
    least: int
    now: int
    then: int


@dataclass(frozen=True)
class SetupContext:
    """One step. `carried`: what the other steps hold, sent along unseen."""

    step: int
    steps: tuple[tuple[str, str], ...]
    typed: Mapping[str, str]
    carried: tuple[tuple[str, str], ...]
    trades: tuple[tuple[str, str, str], ...]
    asks: tuple[str, ...]
    deeds: tuple[Choice, ...]
    channels: tuple[tuple[str, str], ...]
    scored: tuple[Scored, ...]
    heat: tuple[Heat, ...]
    tried: int
    has_draft: bool
    errors: Mapping[str, str]


@dataclass(frozen=True)
class DoneContext:
    """The end: the newest leads with their scores as of now."""

    title: str
    scored: tuple[Scored, ...]


@router.get(SETUP, dependencies=MAY)
async def show(frame: Framed, session: Read) -> HTMLResponse:
    """The first step."""
    return await _page(frame, session, 0, {})


@router.post(SETUP, dependencies=[*MAY, Depends(csrf)])
async def go(frame: Framed, session: Tx, typed: Typed) -> Response:
    """A step forth, back, or to another; at the end the card is published."""
    at = min(int(typed["step"]), LAST) if typed.get("step", "").isdigit() else 0
    do = typed.get("do", "next")
    values = {key: value for key, value in typed.items() if key not in {"do", "step"}}
    if do == "back":
        return await _page(frame, session, max(at - 1, 0), values)
    errors = forms.problems(values, at)
    if errors:
        return await _page(frame, session, at, values, errors)
    if do != "publish":
        return await _page(frame, session, min(at + 1, LAST), values)
    wrong = forms.first_wrong(values)
    if wrong is not None:
        return await _page(frame, session, wrong, values, forms.problems(values, wrong))
    return await _publish(frame, session, values)


@router.get(SETUP + "/done", dependencies=MAY)
async def done(frame: Framed, session: Read) -> HTMLResponse:
    """Real scores of real leads, or the way to some."""
    card = (await in_force(session)).primary
    compared = await query.over_base(session, None, card, most=TRIED_ON, seconds=1)
    context = DoneContext(card.title, await _scored(frame, session, compared.found))
    return frame.show("pages/scoring/done.html", context, section=SECTION)


async def _publish(frame: Frame, session: Tx, typed: Mapping[str, str]) -> Response:
    primary = (await in_force(session)).primary.name
    change = Change(frame.who.person_id, "Set up anew")
    await drafting.put_in_force(session, forms.card_of(typed, primary), change)
    if frame.who.person_id is not None:
        told = forms.channels(typed)
        await preferences.tell_of_hot(session, frame.who.person_id, int(typed["hot_at"]), told)
    return frame.to("/scoring/setup/done", toast="published")


async def _page(
    frame: Frame,
    session: ReadSession,
    step: int,
    typed: Mapping[str, str],
    errors: Mapping[str, str] | None = None,
) -> HTMLResponse:
    of = forms.trade(typed)
    values = forms.begun(typed, of)
    primary = (await in_force(session)).primary
    found = await _tried(session, values) if step == LAST else ()
    context = SetupContext(
        step=step,
        steps=STEPS,
        typed=values,
        carried=_carried(values, step),
        trades=tuple((one.name, one.title, one.about) for one in templates.templates()),
        asks=of.asks if of else (),
        deeds=forms.deeds(of, values) if of else (),
        channels=forms.CHANNELS,
        scored=await _scored(frame, session, found),
        heat=_heat(found, values) if found else (),
        tried=len(found),
        has_draft=await stored.draft(session, primary.name) is not None,
        errors=errors or {},
    )
    status = 422 if errors else 200
    return frame.show("pages/scoring/setup.html", context, section=SECTION, status=status)


_OF_STEP = {
    0: ("trade",),
    1: ("countries", "size_least", "size_most", "trades", "titles"),
    2: ("deed-",),
    3: ("hot_at", "warm_at", "tell-"),
    4: (),
}


def _carried(typed: Mapping[str, str], step: int) -> tuple[tuple[str, str], ...]:
    """What is not on this step."""
    own: tuple[str, ...] = _OF_STEP[step]
    return tuple((key, value) for key, value in typed.items() if not key.startswith(own or ("\n",)))


async def _tried(session: ReadSession, typed: Mapping[str, str]) -> tuple[Moved, ...]:
    if forms.first_wrong(typed) is not None:
        return ()
    primary = (await in_force(session)).primary
    card = forms.card_of(typed, primary.name)
    return (await query.over_base(session, primary, card, most=TRIED_ON, seconds=1)).found


def _heat(found: tuple[Moved, ...], typed: Mapping[str, str]) -> tuple[Heat, ...]:
    """Reached by whom. Each counts all above it, as the thresholds themselves do."""
    asked = (("hot", typed["hot_at"]), ("warm or hot", typed.get("warm_at", "")))
    return tuple(
        Heat(
            label,
            int(least),
            now=sum(one.before is not None and one.before.total >= int(least) for one in found),
            then=sum(one.after is not None and one.after.total >= int(least) for one in found),
        )
        for label, least in asked
        if least
    )


async def _scored(
    frame: Frame, session: ReadSession, found: tuple[Moved, ...]
) -> tuple[Scored, ...]:
    """The best of them first."""
    kept = [(one, one.after) for one in found if one.after is not None]
    best = sorted(kept, key=lambda pair: -pair[1].total)[:SHOWN]
    names = await lead_names.of_leads(session, [one.lead_id for one, _ in best])
    return tuple(
        Scored(
            href=f"{frame.shell.workspace_url}/leads/{one.lead_id}",
            name=names[one.lead_id].name,
            company=names[one.lead_id].company,
            before=f"{one.before.total} {one.before.grade.value}" if one.before else "",
            total=after.total,
            grade=after.grade.value,
        )
        for one, after in best
        if one.lead_id in names
    )
