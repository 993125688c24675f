"""A draft's numbers: title, weights, groups with caps, thresholds, and the grades with their cuts."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from leadwright.domain.errors import Invalid
from leadwright.features.scoring.cards import card_changes, drafting
from leadwright.features.scoring.cards.drafting import Change
from leadwright.features.scoring.cards.scorecards import Scorecard
from leadwright.kernel.db.session import ReadSession
from leadwright.kernel.web import Read, Tx
from leadwright.web.screens.frame import Frame, Framed
from leadwright.web.screens.scoring import grade_form, query
from leadwright.web.screens.scoring.draft import CHANGES, DRAFT, MAY, both
from leadwright.web.screens.scoring.draft_view import Bin, GradeLine, bins, grade_lines
from leadwright.web.screens.scoring.grade_form import GradeTable
from leadwright.web.screens.scoring.routes import SECTION
from leadwright.web.screens.scoring.words import PARTS, number
from leadwright.web.screens.typed import Typed

router = APIRouter(include_in_schema=False)

SPARE = 2
"""Empty lines for new groups and thresholds."""
_MOST_LINES = 102
TRIED_ON = 300
SECONDS = 0.5
_REMEDIES = (
    ("weights", "weight_fit", "The weights are whole per cents that sum to 100."),
    ("title", "title", "Give it a name of up to 120 characters."),
)


@dataclass(frozen=True)
class Effect:
    """What the form does beside the draft as it stands, on the newest leads."""

    leads: int
    moving: int
    grades: tuple[GradeLine, ...]
    bins: tuple[Bin, ...]


@dataclass(frozen=True)
class NumbersContext:
    """The form: `groups` and `thresholds` are the numbers of their lines.

    `effect`: what it does beside the draft as it stands; None while it makes no sense.
    """

    name: str
    edit: str
    typed: Mapping[str, str]
    table: GradeTable
    letters: tuple[str, ...]
    effect: Effect | None
    groups: tuple[int, ...]
    thresholds: tuple[int, ...]
    parts: tuple[tuple[str, str], ...]
    errors: Mapping[str, str]


@router.get(DRAFT + "/numbers", dependencies=MAY)
async def show(frame: Framed, session: Read, name: str) -> HTMLResponse:
    card = Scorecard.model_validate((await both(session, name))[0].card)
    return await _page(frame, session, card, _typed(card))


@router.post(DRAFT + "/numbers", dependencies=CHANGES)
async def change(frame: Framed, session: Tx, name: str, typed: Typed) -> Response:
    """A button of the form: keep it in the draft, a band more or less, or what it would do."""
    card = Scorecard.model_validate((await both(session, name))[0].card)
    do = typed.get("do", "keep")
    banded = grade_form.pressed(typed, do)
    if banded is not None or do == "refresh":
        return await _page(frame, session, card, banded or typed)
    changed, errors = _said(card, typed)
    if changed is None:
        return await _page(frame, session, card, typed, errors)
    await drafting.save_draft(session, changed, Change(frame.who.person_id))
    return frame.to(f"/scoring/cards/{name}/draft", toast="saved")


def _said(card: Scorecard, typed: Mapping[str, str]) -> tuple[Scorecard | None, dict[str, str]]:
    """The card that the form says, or what is wrong at which field."""
    worse = grade_form.problem_of(typed)
    errors = {"grades": worse} if worse else {}
    try:
        changed = card_changes.with_values(card, _values(card, typed))
    except Invalid as refusal:
        for problem in refusal.problems:
            field, words = _at_field(problem.field, problem.reason)
            errors.setdefault(field, words)
        return None, errors
    return changed, {}


async def _page(
    frame: Frame,
    session: ReadSession,
    card: Scorecard,
    typed: Mapping[str, str],
    errors: Mapping[str, str] | None = None,
) -> HTMLResponse:
    errors = errors or {}
    changed, _ = _said(card, typed)
    context = NumbersContext(
        name=card.name,
        edit=f"{frame.shell.workspace_url}/scoring/cards/{card.name}/draft",
        typed=typed,
        table=grade_form.table_of(typed),
        letters=grade_form.LETTERS,
        effect=None if changed is None else await _effect(session, card, changed),
        groups=_lines(typed, "group"),
        thresholds=_lines(typed, "threshold"),
        parts=tuple((part.value, words) for part, words, _ in PARTS),
        errors=errors,
    )
    status = 422 if errors else 200
    return frame.show("pages/scoring/numbers.html", context, section=SECTION, status=status)


async def _effect(session: ReadSession, card: Scorecard, changed: Scorecard) -> Effect:
    """The newest leads by the draft as it stands, and by the form."""
    compared = await query.over_base(session, card, changed, most=TRIED_ON, seconds=SECONDS)
    found = compared.found
    return Effect(len(found), compared.moving, grade_lines(found), bins(found))


def _lines(typed: Mapping[str, str], kind: str) -> tuple[int, ...]:
    used = [n for n in range(_MOST_LINES) if typed.get(f"{kind}-{n}-label")]
    return tuple(range((used[-1] + 1 if used else 0) + SPARE))


def _typed(card: Scorecard) -> dict[str, str]:
    """The form of a card."""
    typed = {
        "title": card.title,
        "weight_fit": str(card.weights.fit),
        "weight_engagement": str(card.weights.engagement),
        "weight_intent": str(card.weights.intent),
        **grade_form.typed_of(card.grading),
    }
    for n, group in enumerate(card.groups):
        caps = (("at_most", group.at_most), ("at_least", group.at_least))
        typed |= {f"group-{n}-{key}": number(cap) for key, cap in caps if cap is not None}
        typed |= {f"group-{n}-id": group.id, f"group-{n}-label": group.label}
        typed[f"group-{n}-part"] = group.part.value
    for n, one in enumerate(card.thresholds):
        typed |= {f"threshold-{n}-id": one.id, f"threshold-{n}-label": one.label}
        typed |= {f"threshold-{n}-at": str(one.at), f"threshold-{n}-back": str(one.hysteresis)}
    return typed


def _values(card: Scorecard, typed: Mapping[str, str]) -> dict[str, Any]:
    """The card's keys that the form says; words that are no numbers stay, to be refused by name."""
    groups = _things(typed, "group", {"at_most": "at_most", "at_least": "at_least"})
    for n, group in groups:
        group["part"] = typed.get(f"group-{n}-part", "fit")
    thresholds = _things(typed, "threshold", {"at": "at", "back": "hysteresis"})
    gone = {one.id for one in card.groups} - {group["id"] for _, group in groups}
    rules = card_changes.plain(card)["rules"]
    return {
        "title": typed.get("title", ""),
        "weights": {p.value: _number(typed.get(f"weight_{p.value}", "")) for p, _, _ in PARTS},
        "grading": grade_form.value_of(typed),
        "groups": [group for _, group in groups],
        "thresholds": [one for _, one in thresholds],
        "rules": [
            {key: value for key, value in rule.items() if key != "group" or value not in gone}
            for rule in rules
        ],
    }


def _things(
    typed: Mapping[str, str], kind: str, keys: Mapping[str, str]
) -> list[tuple[int, dict[str, Any]]]:
    """The lines of a kind that have a name, each with an id of its own."""
    found: list[tuple[int, dict[str, Any]]] = []
    ids: set[str] = set()
    for n in range(_MOST_LINES):
        label = typed.get(f"{kind}-{n}-label", "").strip()
        if not label:
            continue
        kept = typed.get(f"{kind}-{n}-id", "")
        id_ = kept if kept and kept not in ids else card_changes.new_id(label, ids.__contains__)
        ids.add(id_)
        values = {
            name: _number(typed[f"{kind}-{n}-{key}"])
            for key, name in keys.items()
            if typed.get(f"{kind}-{n}-{key}", "").strip()
        }
        found.append((n, {"id": id_, "label": label, **values}))
    return found


def _number(text: str) -> float | str:
    plain = text.strip().replace(",", ".").replace("−", "-").removesuffix("%").strip()
    if not re.fullmatch(r"[-+]?\d{1,6}(\.\d{1,2})?", plain):
        return text.strip() or "none"
    return float(plain)


def _at_field(place: str, reason: str) -> tuple[str, str]:
    if place.startswith("grading"):
        return "grades", f"{reason[:1].upper()}{reason[1:]}."
    for start, field, remedy in _REMEDIES:
        if place.startswith(start):
            return field, remedy
    line = re.match(r"(group|threshold)s\[(\d+)\]", place)
    if line:
        return f"{line[1]}-{line[2]}-label", f"{place}: {reason}."
    return "", f"{reason[:1].upper()}{reason[1:]}."
