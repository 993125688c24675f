"""Who works in the workspace: adding, changing and removing members."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from fastapi import APIRouter, Depends
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from leadwright.bootstrap.common import one_time_password
from leadwright.domain.errors import Conflict, FieldProblem, Forbidden, Invalid, NotFound, Refused
from leadwright.domain.ids import PersonId
from leadwright.domain.permission import Permission, Role
from leadwright.features.workspaces import actions, queries, rules
from leadwright.features.workspaces.actions import MemberChange, NewPerson
from leadwright.features.workspaces.queries import Member
from leadwright.kernel.web import Principal, Read, Tx, require
from leadwright.web.auth import csrf
from leadwright.web.screens.frame import Frame, Framed
from leadwright.web.screens.settings_tabs import SECTION, Tab, tabs_for
from leadwright.web.screens.typed import Typed, errors_of, ticked

router = APIRouter()

PATH = "/w/{workspace}/settings/members"
ONE = PATH + "/{person_id}"
MANAGE = [Depends(require(Permission.MANAGE_MEMBERS)), Depends(csrf)]

ROLES = (
    (Role.OWNER, "Owner", "everything, and makes other owners"),
    (Role.ADMIN, "Admin", "everything but owners"),
    (Role.MANAGER, "Manager", "leads, outbox, failed jobs, request log"),
    (Role.REP, "Rep", "works leads and sends replies"),
    (Role.VIEWER, "Viewer", "reads leads and the outbox"),
)
OWNERS_ONLY = "Only an owner makes, changes or removes owners."


@dataclass(frozen=True)
class NewLogin:
    """Somebody who was just added; the password is shown this once, empty when they had one."""

    name: str
    email: str
    password: str


@dataclass(frozen=True)
class MembersContext:
    """Everybody, and the form for one more."""

    tabs: tuple[Tab, ...]
    may_change: bool
    members: tuple[Member, ...]
    role_words: Mapping[str, str]
    roles: tuple[tuple[str, str], ...]
    values: Mapping[str, str]
    errors: Mapping[str, str]
    added: NewLogin | None
    login_url: str


@dataclass(frozen=True)
class MemberContext:
    """One member. `may_change` is false for an owner who is looked at by somebody else's admin."""

    tabs: tuple[Tab, ...]
    member: Member
    change: MemberChange
    is_self: bool
    may_change: bool
    roles: tuple[tuple[str, str], ...]
    errors: Mapping[str, str]


@router.get(PATH, dependencies=[Depends(require(Permission.READ_LEADS))])
async def show(frame: Framed, session: Read) -> HTMLResponse:
    """Everybody in the workspace; readable for every member."""
    return await _list(frame, session)


@router.post(PATH, dependencies=MANAGE)
async def add(frame: Framed, session: Tx, typed: Typed) -> Response:
    """A new member with a first password; the answer is the only place where it stands."""
    password = one_time_password()
    email = typed.get("email", "")
    try:
        role = _role(typed)
        _guard(frame.who, None, role)
        new = NewPerson(typed.get("name", ""), email, password)
        is_new = await actions.admit(session, new, role)
    except (Invalid, Conflict) as refusal:
        return await _list(frame, session, typed=typed, refusal=refusal)
    added = NewLogin(" ".join(new.name.split()), email, password if is_new else "")
    page = await _list(frame, session, added=added)
    page.headers["Cache-Control"] = "no-store"
    return page


@router.get(ONE, dependencies=[Depends(require(Permission.MANAGE_MEMBERS))])
async def one(frame: Framed, session: Read, person_id: UUID) -> HTMLResponse:
    """The form of one member."""
    member = await _member(session, person_id)
    return _form(frame, member, _as_is(member))


@router.post(ONE, dependencies=MANAGE)
async def change(frame: Framed, session: Tx, person_id: UUID, typed: Typed) -> Response:
    """Role and wishes of a member."""
    member = await _member(session, person_id)
    wanted = _as_is(member)
    try:
        wanted = MemberChange(
            _role(typed), ticked(typed, "takes_leads"), ticked(typed, "mail_alerts")
        )
        _guard(frame.who, member.role, wanted.role)
        await actions.change_member(session, member.person_id, wanted)
    except (Invalid, Conflict) as refusal:
        return _form(frame, member, wanted, refusal)
    return frame.to("/settings/members", toast="saved")


@router.post(ONE + "/remove", dependencies=MANAGE)
async def remove(frame: Framed, session: Tx, person_id: UUID) -> Response:
    """End a membership; the person's own login stays, for other workspaces."""
    member = await _member(session, person_id)
    _guard(frame.who, member.role, None)
    try:
        await actions.remove_member(session, member.person_id)
    except Conflict as refusal:
        return _form(frame, member, _as_is(member), refusal)
    if member.person_id == frame.who.person_id:
        return RedirectResponse("/", 303)
    return frame.to("/settings/members", toast="removed")


async def _member(session: Read, person_id: UUID) -> Member:
    member = await queries.member(session, PersonId(person_id))
    if member is None:
        raise NotFound("There is no such member here.")
    return member


def _role(typed: Mapping[str, str]) -> Role:
    found = next((role for role, _, _ in ROLES if role == typed.get("role")), None)
    if found is None:
        problem = FieldProblem("role", "unknown", "Choose one of the roles.")
        raise Invalid("There is no such role.", problems=(problem,))
    return found


def _guard(who: Principal, before: Role | None, after: Role | None) -> None:
    if who.role is None or not rules.may_set_role(who.role, before, after):
        raise Forbidden(OWNERS_ONLY)


def _as_is(member: Member) -> MemberChange:
    return MemberChange(member.role, member.takes_leads, member.mail_alerts)


def _choices(who: Principal) -> tuple[tuple[str, str], ...]:
    return tuple(
        (role.value, f"{word}: {what}")
        for role, word, what in ROLES
        if who.role is Role.OWNER or role is not Role.OWNER
    )


async def _list(
    frame: Frame,
    session: Read,
    *,
    typed: Mapping[str, str] | None = None,
    refusal: Refused | None = None,
    added: NewLogin | None = None,
) -> HTMLResponse:
    given = typed or {}
    context = MembersContext(
        tabs=tabs_for(frame.who),
        may_change=frame.who.may(Permission.MANAGE_MEMBERS),
        members=tuple(await queries.members(session)),
        role_words={role.value: word for role, word, _ in ROLES},
        roles=_choices(frame.who),
        values={
            "name": given.get("name", ""),
            "email": given.get("email", ""),
            "role": given.get("role", Role.REP.value),
        },
        errors=errors_of(refusal),
        added=added,
        login_url=f"{frame.request.app.state.settings.address}/login",
    )
    status = 422 if refusal else 200
    return frame.show("pages/settings/members.html", context, section=SECTION, status=status)


def _form(
    frame: Frame, member: Member, wanted: MemberChange, refusal: Refused | None = None
) -> HTMLResponse:
    context = MemberContext(
        tabs=tabs_for(frame.who),
        member=member,
        change=wanted,
        is_self=member.person_id == frame.who.person_id,
        may_change=frame.who.role is not None
        and rules.may_set_role(frame.who.role, member.role, None),
        roles=_choices(frame.who),
        errors=errors_of(refusal),
    )
    status = 422 if refusal else 200
    return frame.show("pages/settings/member.html", context, section=SECTION, status=status)
