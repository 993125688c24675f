"""One rule or limit as a form: what was typed, the thing it makes, and what is wrong at which field."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import yaml
from starlette.datastructures import FormData

from leadwright.domain.condition import Node
from leadwright.domain.condition.parsing import condition_json
from leadwright.domain.errors import FieldProblem, Invalid
from leadwright.features.scoring.cards import card_changes
from leadwright.features.scoring.cards.card_files import read_data
from leadwright.features.scoring.cards.scorecards import Limit, Rule, Scorecard
from leadwright.web import condition_form as conditions
from leadwright.web.condition_form import ConditionForm, Vocabulary
from leadwright.web.screens.scoring.words import number

RULES, LIMITS = "rules", "limits"
LINES, EVENT, TEXT = "lines", "event", "text"
CAUSES = (
    (LINES, "This holds of the lead"),
    (EVENT, "Something happens"),
    (TEXT, "A condition written out"),
)
_FIELDS = {"half_life_days": "half_life", "condition": "text", "at_most": "points"}
_PLACE = re.compile(r"^(?:rules|limits)\[\d+\](?:\.([a-z_]+))?")
_REMEDIES = {
    "points": "Write a number from −100 to 100 that is not 0.",
    "at_most": "Write a whole number from 0 to 100.",
    "half_life": "Write days, such as 14; at most 3,650. Leave it empty for points that stay.",
    "event": "Write the event's name in small letters, such as page.viewed.",
    "label": "Say in up to 120 characters what it gives points for.",
    "group": "Choose a group of the same part, or none.",
}


_NO_LINES = ConditionForm()


@dataclass(frozen=True)
class Typed:
    """A rule or limit (`what`) as it stands in the form. `id` "": a new one."""

    what: str
    id: str = ""
    label: str = ""
    part: str = ""
    points: str = ""
    cause: str = LINES
    event: str = ""
    half_life: str = ""
    group: str = ""
    text: str = ""
    condition: ConditionForm = _NO_LINES


class Wrong(Exception):
    """The form cannot be used: `form` has the remedies at its lines, `errors` those at its fields."""

    def __init__(self, form: ConditionForm, errors: Mapping[str, str]) -> None:
        super().__init__("the form cannot be used")
        self.form = form
        self.errors = dict(errors)


def new(what: str, part: str, fields: Vocabulary) -> Typed:
    """An empty form, begun with one line."""
    lines = conditions.with_row(ConditionForm(), fields)
    return Typed(what, part=part, points="10" if what == RULES else "30", condition=lines)


def typed_of(thing: Rule | Limit, fields: Vocabulary) -> Typed:
    """The form of a rule or limit as it is kept."""
    form = conditions.form_of(thing.condition, fields)
    written = form.raw is not None
    if isinstance(thing, Limit):
        part = thing.part.value if thing.part else ""
        typed = Typed(LIMITS, thing.id, thing.label, part, str(thing.at_most))
    else:
        typed = Typed(
            RULES,
            thing.id,
            thing.label,
            thing.part.value,
            number(thing.points),
            event=thing.event or "",
            half_life=number(thing.half_life_days) if thing.half_life_days else "",
            group=thing.group or "",
        )
    cause = EVENT if typed.event else TEXT if written else LINES
    shown = ConditionForm() if written else form
    text = _written(thing.condition) if thing.condition else ""
    return replace(typed, cause=cause, text=text, condition=shown)


def sent(form: FormData, fields: Vocabulary) -> Typed:
    """The form as a browser sent it, after its button: a line more, a line less."""

    def text(name: str, most: int = 200) -> str:
        value = form.get(name, "")
        return value.strip()[:most] if isinstance(value, str) else ""

    typed = Typed(
        what=LIMITS if text("what") == LIMITS else RULES,
        id=text("id", 60),
        label=text("label"),
        part=text("part", 20),
        points=text("points", 20),
        cause=next((value for value, _ in CAUSES if value == text("cause")), LINES),
        event=text("event"),
        half_life=text("half_life", 20),
        group=text("group", 60),
        text=text("text", 20_000),
        condition=conditions.typed_form(form, fields),
    )
    do = text("do")
    row = do.removeprefix("remove-row-")
    if do == "add-row" or (typed.cause == LINES and not typed.condition.rows and do == "refresh"):
        return replace(typed, condition=conditions.with_row(typed.condition, fields))
    if do.startswith("remove-row-") and row.isdigit():
        return replace(typed, condition=conditions.without_row(typed.condition, int(row)))
    return typed


def kept(card: Scorecard, typed: Typed) -> Scorecard:
    """The card with what the form says. Raises Wrong."""
    errors: dict[str, str] = {}
    if not typed.label or len(typed.label) > 120:
        errors["label"] = _REMEDIES["label"]
    thing: dict[str, Any] = {"id": _id(card, typed), "label": typed.label}
    form = typed.condition
    if typed.what == LIMITS:
        thing |= {"part": typed.part or None, "at_most": _whole(typed.points)}
    else:
        thing |= {"part": typed.part, "points": _number(typed.points), "group": typed.group or None}
    if typed.what == RULES and typed.cause == EVENT:
        thing |= {"event": typed.event, "half_life_days": _days(typed.half_life)}
    else:
        form, thing["condition"], more = _condition(typed, _standing(card, typed))
        errors |= more
    try:
        changed = card_changes.put(
            card, typed.what, {key: value for key, value in thing.items() if value is not None}
        )
    except Invalid as refusal:
        told = _told(refusal.problems, typed.what)
        errors = told | errors
    if errors or any(row.error for row in form.rows):
        raise Wrong(form, errors)
    return changed


def _listed(card: Scorecard, typed: Typed) -> Sequence[Rule | Limit]:
    return card.limits if typed.what == LIMITS else card.rules


def _standing(card: Scorecard, typed: Typed) -> Node | None:
    """The condition that stands in the draft."""
    return next((one.condition for one in _listed(card, typed) if one.id == typed.id), None)


def _id(card: Scorecard, typed: Typed) -> str:
    taken = {one.id for one in _listed(card, typed)}
    if typed.id in taken:
        return typed.id
    return card_changes.new_id(typed.label or "new", taken.__contains__)


def _condition(typed: Typed, standing: Node | None) -> tuple[ConditionForm, object, dict[str, str]]:
    """The condition as data, or what is wrong with it."""
    form = typed.condition
    if typed.cause == TEXT:
        try:
            return form, read_data(typed.text), {}
        except Invalid as refusal:
            problem = refusal.problems[0]
            return form, {}, {"text": f"At {problem.field}, {problem.reason}. {problem.remedy}"}
    try:
        node = conditions.condition_of(form)
    except Invalid as refusal:
        return conditions.with_errors(form, refusal.problems), _ANY, {}
    if node is None:
        return form, _ANY, {"condition": "Add a line that says of which leads it holds."}
    if standing is not None and _says_the_same(form, standing):
        node = standing
    return form, condition_json(node), {}


def _says_the_same(form: ConditionForm, standing: Node) -> bool:
    """Whether rows and condition differ in notation only (`eq x`, `in [x]`), which is no change."""
    before = conditions.form_of(standing, [row.asked for row in form.rows])
    return before.rows == form.rows and (len(form.rows) < 2 or before.match == form.match)


_ANY = {"field": "source", "op": "exists"}


def _told(problems: Sequence[FieldProblem], what: str) -> dict[str, str]:
    """The remedies by the form's fields; what belongs to none stands under the empty name."""
    errors: dict[str, str] = {}
    for problem in problems:
        found = _PLACE.match(problem.field)
        name = (found.group(1) if found else "") or _guessed(problem.reason)
        field = _FIELDS.get(name, name)
        known = _REMEDIES.get("at_most" if what == LIMITS and field == "points" else field)
        where = problem.field.partition(".")[2].partition(" (")[0] or "the rule"
        remedy = known or f"At {where}: {problem.reason}. {problem.remedy}"
        errors.setdefault(field, remedy)
    return errors


def _guessed(reason: str) -> str:
    """The field a problem of the whole rule is about."""
    return next((name for name in ("points", "group") if name in reason), "")


def _number(text: str) -> Decimal | str:
    plain = text.replace(",", ".").replace("−", "-")
    return Decimal(plain) if re.fullmatch(r"[-+]?\d{1,6}(\.\d{1,2})?", plain) else plain or "none"


def _whole(text: str) -> int | str:
    return int(text) if re.fullmatch(r"\d{1,4}", text) else text or "none"


def _days(text: str) -> float | str | None:
    plain = text.replace(",", ".")
    if not plain:
        return None
    return float(plain) if re.fullmatch(r"\d{1,6}(\.\d{1,4})?", plain) else plain


def _written(condition: Node) -> str:
    return yaml.safe_dump(
        condition_json(condition), sort_keys=False, allow_unicode=True, default_flow_style=None
    ).strip()
