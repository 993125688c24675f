"""Whom this workspace trusts and what it blocks, who taught it, and how strictly the door looks."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from fastapi import APIRouter, Depends
from fastapi.responses import HTMLResponse, Response

from leadwright.domain.errors import Invalid, NotFound, Refused
from leadwright.domain.permission import Permission
from leadwright.features.capture import lists
from leadwright.features.workspaces import queries as workspaces
from leadwright.kernel.web import Read, Tx, require
from leadwright.web.auth import csrf
from leadwright.web.screens.frame import Frame, Framed
from leadwright.web.screens.typed import Typed, errors_of, ticked

router = APIRouter(include_in_schema=False, prefix="/w/{workspace}/quarantine/lists")

PATH = "/quarantine/lists"
MANAGES = [Depends(require(Permission.MANAGE_WORKSPACE)), Depends(csrf)]
LISTS = (("block", "Block: stop it at the door"), ("trust", "Trust: let it through"))
_MOST_DIGITS = 6


@dataclass(frozen=True)
class EntryLine:
    """One thing learnt. `origin` says from whom."""

    id: UUID
    list: str
    kind: str
    value: str
    origin: str
    at: datetime


@dataclass(frozen=True)
class ListsContext:
    """Both lists, the form for one more entry, and the rules."""

    entries: tuple[EntryLine, ...]
    choices: tuple[tuple[str, str], ...]
    rules: lists.Rules
    values: Mapping[str, str]
    errors: Mapping[str, str]
    may_manage: bool


@router.get("", dependencies=[Depends(require(Permission.READ_LEADS))])
async def show(frame: Framed, session: Read) -> HTMLResponse:
    return await _page(frame, session)


@router.post("", dependencies=MANAGES)
async def add(frame: Framed, session: Tx, typed: Typed) -> Response:
    """One more entry; an old one about the same value is replaced."""
    try:
        await lists.add(session, typed.get("list", ""), typed.get("value", ""), frame.who.person_id)
    except Invalid as refusal:
        return await _page(frame, session, typed, refusal)
    return frame.to(PATH, toast="saved")


@router.post("/rules", dependencies=MANAGES)
async def keep_rules(frame: Framed, session: Tx, typed: Typed) -> Response:
    """How long it is kept, and what is stopped."""
    try:
        await lists.keep_rules(
            session,
            lists.Rules(
                _number(typed.get("keep_days", "")),
                _number(typed.get("repeats", "")),
                disposable=ticked(typed, "disposable"),
                undeliverable=ticked(typed, "undeliverable"),
            ),
        )
    except Invalid as refusal:
        return await _page(frame, session, typed, refusal)
    return frame.to(PATH, toast="saved")


@router.post("/{entry_id:uuid}/remove", dependencies=MANAGES)
async def remove(frame: Framed, session: Tx, entry_id: UUID) -> Response:
    """Forget an entry."""
    if not await lists.remove(session, entry_id):
        raise NotFound("There is no such entry here.")
    return frame.to(PATH, toast="removed")


def _number(typed: str) -> int:
    """The number, or one that no rule takes."""
    plain = typed.strip()
    return int(plain) if plain.isdecimal() and len(plain) <= _MOST_DIGITS else -1


async def _page(
    frame: Frame,
    session: Read,
    typed: Mapping[str, str] | None = None,
    refusal: Refused | None = None,
) -> HTMLResponse:
    names: dict[UUID | None, str] = {
        each.person_id: each.name for each in await workspaces.members(session)
    }
    rules = await lists.rules(session)
    shipped = {"keep_days": str(rules.keep_days), "repeats": str(rules.repeats)}
    context = ListsContext(
        entries=tuple(
            EntryLine(
                each.id,
                each.list,
                each.kind,
                each.value if each.kind != "content" else "the words of a message",
                names.get(each.created_by, "A former member"),
                each.created_at,
            )
            for each in await lists.entries(session)
        ),
        choices=LISTS,
        rules=rules,
        values={"value": "", "list": "block", **shipped, **(typed or {})},
        errors=errors_of(refusal),
        may_manage=frame.who.may(Permission.MANAGE_WORKSPACE),
    )
    status = 422 if refusal else 200
    return frame.show("pages/quarantine/lists.html", context, section="quarantine", status=status)
