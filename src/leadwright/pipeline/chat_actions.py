"""Handles buttons pressed in chats: approve, cancel, take a lead, acknowledge an alert.

The caller has verified the chat's signature. The chat user must be linked to a member, and the member
must have the permission when the button is pressed. Each press acts once.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from uuid import UUID

from leadwright.domain.errors import Conflict, NotFound
from leadwright.domain.ids import LeadId, MessageId, PersonId, WorkspaceId
from leadwright.domain.permission import BY_ROLE, Permission
from leadwright.features.leads import actions as leads
from leadwright.features.leads import queries as lead_queries
from leadwright.features.messages import actions as messages
from leadwright.features.messages import decisions
from leadwright.features.notifications import addresses, alerts, preferences
from leadwright.features.notifications.addresses import Place
from leadwright.features.workspaces import queries as workspaces
from leadwright.features.workspaces.queries import Member
from leadwright.kernel.db.session import Database, TenantSession
from leadwright.ports.chat import Press, Start, Word

UNKNOWN = "Leadwright does not know you here. Link this chat in Settings, Notifications."
NO_RIGHT = "You may not do that in this workspace. Ask an owner or admin."
UNREADABLE = "This button is none of ours, or too old."
CODE_OVER = "This link is over. Open a new one in Settings, Notifications."
TAKEN = "This chat is linked to another member of the workspace."


@dataclass(frozen=True)
class ButtonAnswer:
    """The answer to a pressed button. `settled`: it is decided, so the buttons can be removed.

    `fresh` is false for a replay, which gets no answer.
    """

    sentence: str
    settled: bool = False
    fresh: bool = True


@dataclass(frozen=True)
class Chatroom:
    """The chat and user a button press came from."""

    workspace_id: WorkspaceId
    connection_id: UUID
    channel: str


async def hear(database: Database, room: Chatroom, word: Word) -> ButtonAnswer:
    """Execute a press, in one transaction with the record of it; a replay changes nothing."""
    async with database.tenant(room.workspace_id) as session:
        if not await addresses.first_time(session, room.connection_id, word.update_id):
            return ButtonAnswer("", fresh=False)
        if isinstance(word, Start):
            return await _linked(session, room.channel, word)
        return await _pressed(session, room.channel, word)


async def _linked(session: TenantSession, channel: str, word: Start) -> ButtonAnswer:
    person_id = await preferences.redeem(session, word.code) if word.code else None
    member = await workspaces.member(session, person_id) if person_id else None
    if person_id is None or member is None:
        return ButtonAnswer(CODE_OVER)
    try:
        await addresses.link(session, person_id, Place(channel, word.user, word.name))
    except Conflict:
        return ButtonAnswer(TAKEN)
    return ButtonAnswer(f"Linked. You are told here from now on, {member.name}.")


async def _pressed(session: TenantSession, channel: str, press: Press) -> ButtonAnswer:
    person_id = await addresses.owner_of(session, channel, press.user)
    member = await workspaces.member(session, person_id) if person_id else None
    if member is None:
        return ButtonAnswer(UNKNOWN)
    action = BUTTON_ACTIONS.get(press.act)
    if action is None:
        return ButtonAnswer(UNREADABLE)
    needed, do = action
    if needed not in BY_ROLE[member.role]:
        return ButtonAnswer(NO_RIGHT)
    return await _done(session, member, do, press)


async def _done(
    session: TenantSession, member: Member, do: "ButtonAction", press: Press
) -> ButtonAnswer:
    try:
        return await do(session, member, press.value)
    except Conflict as late:
        return ButtonAnswer(await _how_it_stands(session, press, late.message), settled=True)
    except NotFound as gone:
        return ButtonAnswer(gone.message)
    except ValueError:
        return ButtonAnswer(UNREADABLE)


async def _approve(session: TenantSession, member: Member, value: str) -> ButtonAnswer:
    message_id, revision = _message(value)
    await messages.approve(session, message_id, by=member.person_id, revision=revision)
    return ButtonAnswer(f"Approved by {member.name}. It is on its way.", settled=True)


async def _cancel(session: TenantSession, member: Member, value: str) -> ButtonAnswer:
    message_id, revision = _message(value)
    await messages.cancel(session, message_id, by=member.person_id, revision=revision)
    return ButtonAnswer(f"Cancelled by {member.name}. It is not sent.", settled=True)


async def _how_it_stands(session: TenantSession, press: Press, otherwise: str) -> str:
    """Who decided earlier, in words; if the text was edited meanwhile, a request to read it again."""
    if press.act not in {"approve", "cancel"}:
        return otherwise
    decision = await decisions.last(session, _message(press.value)[0])
    if decision is None:
        return otherwise
    member = await workspaces.member(session, decision.by)
    who = member.name if member else "A former member"
    done = "cancelled it" if decision.is_cancelled else "approved it"
    return f"{who} has {done} already."


def _message(value: str) -> tuple[MessageId, int]:
    """Message and the revision of its words that were shown. ValueError."""
    id_, _, revision = value.partition(".")
    return MessageId(UUID(id_)), int(revision)


async def _assign(session: TenantSession, member: Member, value: str) -> ButtonAnswer:
    """Assign the lead. The reply's buttons stay, so only the presser is answered."""
    lead = await lead_queries.one(session, LeadId(UUID(value)))
    if lead is None:
        raise NotFound("This lead is gone.")
    if lead.owner_id == member.person_id:
        return ButtonAnswer("It is yours already.")
    await leads.hand_over(
        session,
        LeadId(lead.id),
        PersonId(member.person_id),
        actor=member.person_id,
        version=lead.version,
    )
    return ButtonAnswer(f"It is yours now, {member.name}.")


async def _acknowledge(session: TenantSession, member: Member, value: str) -> ButtonAnswer:
    first = await alerts.acknowledge(session, UUID(value), member.person_id)
    words = f"{member.name} sees to it." if first else "Somebody has seen to it already."
    return ButtonAnswer(words, settled=True)


ButtonAction = Callable[[TenantSession, Member, str], Awaitable[ButtonAnswer]]
BUTTON_ACTIONS: dict[str, tuple[Permission, ButtonAction]] = {
    "approve": (Permission.SEND, _approve),
    "cancel": (Permission.SEND, _cancel),
    "assign": (Permission.WORK_LEADS, _assign),
    "acknowledge": (Permission.READ_LEADS, _acknowledge),
}
