"""The form of an automation: as it is begun, kept, typed, and the plan it says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from starlette.datastructures import FormData

from leadwright.domain.errors import FieldProblem, Invalid
from leadwright.features.automation import queries
from leadwright.features.automation.models import Automation
from leadwright.features.automation.plan import KINDS, MOST_ACTIONS, Plan, plan_of
from leadwright.features.capture.fields import clean
from leadwright.web import condition_form as conditions
from leadwright.web.condition_form import ConditionForm
from leadwright.web.screens.automations.words import ACTION_WORDS, EVENT_WORDS, FIELDS

NARROWS = {
    "score.crossed": ("scorecard", "threshold", "direction"),
    "lead.status_changed": ("after",),
}
_LONGEST = 6000


@dataclass(frozen=True)
class Doing:
    """One action as it stands in the form. `errors`: remedies by field."""

    do: str
    values: Mapping[str, str]
    errors: Mapping[str, str] = field(default_factory=dict)

    @property
    def title(self) -> str:
        return ACTION_WORDS[self.do]


@dataclass(frozen=True)
class Typed:
    """The whole form. `event` is of the list; `own` is the kind of an event of one's own.

    `unknown`: actions that were asked for and are none.
    """

    name: str
    event: str
    own: str
    narrowed: Mapping[str, str]
    condition: ConditionForm
    actions: tuple[Doing, ...]
    version: int = 0
    unknown: tuple[str, ...] = ()

    @property
    def event_name(self) -> str:
        return (
            f"custom.{self.own.removeprefix('custom.')}" if self.event == "custom" else self.event
        )


def begun() -> Typed:
    """A new one: somebody is told when a score gets hot."""
    tell = Doing("tell", {"to": "owner", "title": "{name} is hot: {score} points"})
    crossed = {"threshold": "hot", "direction": "up"}
    return Typed("", "score.crossed", "", crossed, ConditionForm(), (tell,))


def kept(row: Automation) -> Typed:
    is_own = row.event.startswith("custom.")
    condition = queries.kept_plan(row).asks
    return Typed(
        name=row.name,
        event="custom" if is_own else row.event,
        own=row.event.removeprefix("custom.") if is_own else "",
        narrowed=row.narrowed,
        condition=conditions.form_of(condition, FIELDS),
        actions=tuple(_doing(one) for one in row.actions),
        version=row.version,
    )


def _doing(action: Mapping[str, Any]) -> Doing:
    values = {key: _shown(value) for key, value in action.items() if key != "do"}
    return Doing(str(action["do"]), values)


def _shown(value: object) -> str:
    return ("true" if value else "") if isinstance(value, bool) else str(value)


def typed_of(sent: FormData, stands: Typed | None) -> Typed:
    """The form as it was sent. `stands`: the kept one, whose condition rows may not be able to say."""
    event = _text(sent, "event")
    event = event if event in EVENT_WORDS else "score.crossed"
    condition = conditions.typed_form(sent, FIELDS)
    if stands is not None and _text(sent, "raw"):
        condition = stands.condition
    asked = [_text(sent, f"a-{number}-do")[:60] for number in range(MOST_ACTIONS)]
    doing = (_sent(sent, number) for number in range(MOST_ACTIONS))
    version = _text(sent, "version")
    return Typed(
        name=_text(sent, "name")[:200],
        event=event,
        own=_text(sent, "own").strip()[:100],
        narrowed={key: _text(sent, key)[:100] for key in NARROWS.get(event, ())},
        condition=condition,
        actions=tuple(one for one in doing if one is not None),
        version=int(version) if version.isdigit() and len(version) < 9 else 0,
        unknown=tuple(do for do in asked if do and do not in KINDS),
    )


def _sent(sent: FormData, number: int) -> Doing | None:
    stem = f"a-{number}-"
    do = _text(sent, f"{stem}do")
    if do not in KINDS:
        return None
    names = [name for name in KINDS[do].model_fields if name != "do"]
    return Doing(do, {name: _text(sent, stem + name)[:_LONGEST].strip() for name in names})


def _text(sent: FormData, name: str) -> str:
    value = sent.get(name, "")
    return clean(value) if isinstance(value, str) else ""


def pressed(typed: Typed, do: str) -> Typed | None:
    """The form after a button that only changes it; None for the others."""
    verb, _, number = do.rpartition("-")
    at = int(number) if number.isdigit() else -1
    match verb if at >= 0 else do:
        case "add-row":
            return replace(typed, condition=conditions.with_row(typed.condition, FIELDS))
        case "remove-row":
            return replace(typed, condition=conditions.without_row(typed.condition, at))
        case "add-action" if len(typed.actions) < MOST_ACTIONS:
            return replace(typed, actions=(*typed.actions, Doing("tell", {"to": "owner"})))
        case "remove-action" | "up-action":
            return replace(typed, actions=_moved(typed.actions, at, up=verb == "up-action"))
        case "refresh":
            return typed
        case _:
            return None


def _moved(actions: tuple[Doing, ...], at: int, *, up: bool) -> tuple[Doing, ...]:
    """One action gone, or one place up. A button of an older page may name one that is not there."""
    if at >= len(actions):
        return actions
    others = [*actions[:at], *actions[at + 1 :]]
    if up:
        others.insert(max(0, at - 1), actions[at])
    return tuple(others)


def plan_said(typed: Typed) -> Plan:
    """The plan of the form. Invalid names each field, conditions by `c-` and their row."""
    problems = [FieldProblem("actions", "unknown", _no_action(do)) for do in typed.unknown]
    condition = None
    try:
        condition = conditions.condition_of(typed.condition)
    except Invalid as refusal:
        problems += [FieldProblem(f"c-{p.field}", p.reason, p.remedy) for p in refusal.problems]
    doing = [{"do": one.do, **_read(one)} for one in typed.actions]
    try:
        plan = plan_of(typed.name, typed.event_name, typed.narrowed, condition, doing)
    except Invalid as refusal:
        raise Invalid(refusal.message, problems=(*refusal.problems, *problems)) from refusal
    if problems:
        raise Invalid("The automation needs another look.", problems=tuple(problems))
    return plan


def _no_action(do: str) -> str:
    known = ", ".join(words.lower() for words in ACTION_WORDS.values())
    return (
        f"There is no action “{do}”, so nothing was kept. There are: {known}. To enrol in a sequence"
        " or to write into a CRM, call a webhook of that program."
    )


def _read(one: Doing) -> dict[str, Any]:
    values: dict[str, Any] = {name: one.values.get(name, "") for name in KINDS[one.do].model_fields}
    del values["do"]
    if "at_once" in values:
        values["at_once"] = values["at_once"] not in {"", "false"}
    return values


def with_errors(typed: Typed, problems: Sequence[FieldProblem]) -> Typed:
    """The same form with each remedy at its place."""
    if not problems:
        return typed
    rows = [
        FieldProblem(p.field.removeprefix("c-"), p.reason, p.remedy)
        for p in problems
        if p.field.startswith("c-")
    ]
    actions = tuple(
        replace(
            one,
            errors={
                p.field.removeprefix(f"a-{number}-"): p.remedy
                for p in problems
                if p.field.startswith(f"a-{number}-")
            },
        )
        for number, one in enumerate(typed.actions)
    )
    return replace(typed, actions=actions, condition=conditions.with_errors(typed.condition, rows))
