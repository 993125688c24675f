"""Reply rules: an ordered list, changed as a whole.

The list that is being changed travels in the form, so that it can be looked at before anybody's reply
obeys it: each button draws the page with the changed list and what that would mean for the newest
leads, and only Save keeps it.
"""

from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response
from starlette.datastructures import FormData

from leadwright.domain.business_hours import WEEKDAYS, BusinessHours, business_hours
from leadwright.domain.errors import Conflict, Invalid, Refused
from leadwright.domain.permission import Permission
from leadwright.features.replies import rule_book
from leadwright.features.replies.modes import SHIPPED, ReplyRule, place_of_new
from leadwright.features.workspaces import actions, profile
from leadwright.features.workspaces import queries as workspaces
from leadwright.kernel.db.session import ReadSession
from leadwright.kernel.web import Read, Tx, require
from leadwright.web import condition_form as conditions
from leadwright.web.auth import csrf
from leadwright.web.screens.frame import Frame, Framed
from leadwright.web.screens.reply_rules import query, view
from leadwright.web.screens.settings_tabs import SECTION, tabs_for
from leadwright.web.screens.typed import errors_of

router = APIRouter()

PATH = "/w/{workspace}/settings/replies"
MANAGE = [Depends(require(Permission.MANAGE_WORKSPACE)), Depends(csrf)]


async def _sent(request: Request) -> FormData:
    return await request.form(max_files=0, max_fields=500)


Sent = Annotated[FormData, Depends(_sent)]


@dataclass(frozen=True)
class Edit:
    """The list as it is being changed. `since`: the version of the list it was made from."""

    rules: tuple[ReplyRule, ...]
    since: str
    moved: str = ""


@router.get(PATH, dependencies=[Depends(require(Permission.READ_LEADS))])
async def show(frame: Framed, session: Read) -> HTMLResponse:
    """The list in force; readable for every member."""
    listed = await rule_book.rules(session)
    return await _list(frame, session, Edit(listed, rule_book.version_of(listed)))


@router.post(PATH, dependencies=MANAGE)
async def change(frame: Framed, session: Tx, sent: Sent) -> Response:
    """One press of a button: `do` says which."""
    edit = Edit(rule_book.parse_rules(_text(sent, "rules")), _text(sent, "version"))
    verb, _, number = _text(sent, "do").rpartition("-")
    verb, at = (verb, int(number)) if number.isdigit() else (_text(sent, "do"), -1)
    listed = _relisted(edit, verb, at)
    if listed is not None:
        return await _list(frame, session, listed)
    match verb:
        case "save":
            return await _save(frame, session, edit)
        case "new":
            return _rule(frame, edit, _empty())
        case "edit" if at < len(edit.rules):
            return _rule(frame, edit, _typed_of(edit.rules[at], at))
        case _:
            return await _being_edited(frame, session, edit, sent)


def _relisted(edit: Edit, verb: str, at: int) -> Edit | None:
    """The list after a button that only changes it; None for the others."""
    match verb:
        case "up" | "down" | "delete":
            return _moved(edit, verb, at)
        case "shipped":
            return replace(edit, rules=SHIPPED)
        case "back":
            return edit
        case _:
            return None


def _text(sent: FormData, name: str) -> str:
    value = sent.get(name, "")
    return value if isinstance(value, str) else ""


_MOVES = {"up": -1, "down": 1, "delete": 0}


def _moved(edit: Edit, verb: str, number: int) -> Edit:
    """The list with one rule moved or gone. A button of an older page may name one that is not there."""
    listed = list(edit.rules)
    if number >= len(listed):
        return edit
    rule = listed.pop(number)
    if verb == "delete":
        return replace(edit, rules=tuple(listed))
    to = max(0, min(len(listed), number + _MOVES[verb]))
    listed.insert(to, rule)
    return replace(edit, rules=tuple(listed), moved=f"{verb}-{to}")


async def _save(frame: Frame, session: Tx, edit: Edit) -> Response:
    try:
        await rule_book.save(session, edit.rules, since=edit.since)
    except Conflict as late:
        listed = await rule_book.rules(session)
        now = Edit(listed, rule_book.version_of(listed))
        return await _list(frame, session, now, late)
    except Invalid as refusal:
        return await _list(frame, session, edit, refusal)
    return frame.to("/settings/replies", toast="saved")


@dataclass(frozen=True)
class Typed:
    """One rule as it stands in the form."""

    number: int
    name: str
    mode: str
    minutes: str
    condition: conditions.ConditionForm


def _empty() -> Typed:
    return Typed(-1, "", "draft", "5", conditions.with_row(_NOTHING, view.FIELDS))


_NOTHING = conditions.ConditionForm()


def _typed_of(rule: ReplyRule, number: int) -> Typed:
    form = conditions.form_of(rule.condition, view.FIELDS)
    return Typed(number, rule.name, rule.mode.value, str(rule.minutes or 5), form)


async def _being_edited(frame: Frame, session: ReadSession, edit: Edit, sent: FormData) -> Response:
    """Buttons of the form of one rule: another line, one line less, other fields, or keep it."""
    typed = _typed(edit, sent)
    do = _text(sent, "do")
    row = do.removeprefix("remove-row-")
    if do == "add-row":
        typed = replace(typed, condition=conditions.with_row(typed.condition, view.FIELDS))
    elif do.startswith("remove-row-") and row.isdigit():
        typed = replace(typed, condition=conditions.without_row(typed.condition, int(row)))
    elif do == "keep":
        return await _keep(frame, session, edit, typed)
    return _rule(frame, edit, typed)


def _typed(edit: Edit, sent: FormData) -> Typed:
    number = _text(sent, "number")
    at = int(number) if number.isdigit() and int(number) < len(edit.rules) else -1
    form = conditions.typed_form(sent, view.FIELDS)
    if at >= 0 and _text(sent, "raw"):
        form = conditions.form_of(edit.rules[at].condition, view.FIELDS)
    name, mode, minutes = (_text(sent, each)[:200] for each in ("name", "mode", "minutes"))
    return Typed(at, name, mode, minutes, form)


async def _keep(frame: Frame, session: ReadSession, edit: Edit, typed: Typed) -> Response:
    """Put the rule into the list, which is still to be saved; or say what is wrong with it."""
    errors: dict[str, str] = {}
    form, rule = typed.condition, None
    try:
        condition = conditions.condition_of(form)
    except Invalid as refusal:
        form = conditions.with_errors(form, refusal.problems)
        errors = {} if any(row.error for row in form.rows) else {"": refusal.message}
        condition = None
    try:
        name, mode, minutes = rule_book.check_rule(typed.name, typed.mode, typed.minutes)
        rule = ReplyRule(name, condition, mode, minutes)
    except Invalid as refusal:
        errors |= errors_of(refusal)
    if rule is None or errors or any(row.error for row in form.rows):
        return _rule(frame, edit, replace(typed, condition=form), errors)
    listed = list(edit.rules)
    at = typed.number
    if at < 0:
        at = place_of_new(listed)
        listed.insert(at, rule)
    else:
        listed[at] = rule
    return await _list(frame, session, replace(edit, rules=tuple(listed), moved=f"edit-{at}"))


def _rule(
    frame: Frame, edit: Edit, typed: Typed, errors: dict[str, str] | None = None
) -> HTMLResponse:
    raw = typed.condition.raw
    context = view.RuleContext(
        tabs=tabs_for(frame.who),
        number=typed.number,
        name=typed.name,
        mode=typed.mode,
        minutes=typed.minutes,
        condition=typed.condition,
        words=conditions.words_of(raw, view.FIELDS) if raw is not None else "",
        fields=view.FIELDS,
        modes=view.MODES,
        rules=rule_book.rules_json(edit.rules),
        version=edit.since,
        errors=errors or {},
        problems=view.problems_of(errors or {}, typed.condition),
    )
    status = 422 if context.problems else 200
    return frame.show("pages/reply_rules/rule.html", context, section=SECTION, status=status)


@router.post(f"{PATH}/hours", dependencies=MANAGE)
async def change_hours(frame: Framed, session: Tx, sent: Sent) -> Response:
    """Keep the business hours; the next lead is judged by them."""
    days = [day for day in sent.getlist("day") if isinstance(day, str)]
    try:
        kept = profile.check_hours(_text(sent, "opens"), _text(sent, "closes"), days)
    except Invalid as refusal:
        listed = await rule_book.rules(session)
        edit = Edit(listed, rule_book.version_of(listed))
        typed = view.Hours(
            frozenset(days), _text(sent, "opens")[:5], _text(sent, "closes")[:5], "UTC"
        )
        return await _list(frame, session, edit, refusal, typed)
    await actions.change_settings(session, frame.who.workspace_name, {"business_hours": kept})
    return frame.to("/settings/replies#hours", toast="saved")


async def _list(
    frame: Frame,
    session: ReadSession,
    edit: Edit,
    refusal: Refused | None = None,
    typed: view.Hours | None = None,
) -> HTMLResponse:
    in_force = await rule_book.rules(session)
    hours = await _hours(session)
    fates = query.fates(await query.newest(session), in_force, edit.rules, hours)
    context = view.RulesContext(
        tabs=tabs_for(frame.who),
        may_change=frame.who.may(Permission.MANAGE_WORKSPACE),
        lines=view.lines(edit.rules),
        rules=rule_book.rules_json(edit.rules),
        version=edit.since,
        unsaved=edit.rules != in_force,
        is_shipped=edit.rules == SHIPPED,
        moved=edit.moved,
        fates=tuple(view.fate_line(fate) for fate in fates),
        changing=sum(fate.changes for fate in fates),
        hours=replace(typed, zone=hours.zone) if typed else view.hours_of(hours),
        weekdays=WEEKDAYS,
        errors=errors_of(refusal) if typed else {},
        problem=refusal.message if refusal and not typed else "",
    )
    status = {Conflict: 409, Invalid: 422}.get(type(refusal), 200) if refusal else 200
    return frame.show("pages/reply_rules/index.html", context, section=SECTION, status=status)


async def _hours(session: ReadSession) -> BusinessHours:
    workspace = await workspaces.workspace(session, session.info["workspace_id"])
    return business_hours(workspace.settings if workspace else {})
