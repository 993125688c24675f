"""Where members are reached in chats: linked, broken, removed."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from re import fullmatch
from uuid import UUID

from sqlalchemy import Text, Uuid, column, delete, select, table, update
from sqlalchemy.dialects.postgresql import insert

from leadwright.domain.errors import Conflict, FieldProblem, Invalid
from leadwright.domain.ids import PersonId
from leadwright.features.notifications.models import ChatUpdate, MemberAddress
from leadwright.kernel import clock
from leadwright.kernel.db.session import ReadSession, TenantSession

_SUPPRESSION = table("suppression", column("workspace_id", Uuid), column("address_key", Text))
_SHAPES = {
    "slack": (r"[UW][A-Z0-9]{6,20}", "Copy your member ID from your Slack profile: U and digits."),
    "sms": (r"\+[1-9][0-9]{6,14}", "Write it with + and the country, like +49 30 12345678."),
    "telegram": (r"-?[0-9]{1,20}", "Open the bot from the link here; it knows the rest."),
}


@dataclass(frozen=True)
class Place:
    """An address in a chat, with the name it goes by."""

    channel: str
    address: str
    label: str = ""


async def listed(session: ReadSession) -> Sequence[MemberAddress]:
    """Of all members."""
    query = select(MemberAddress).where(MemberAddress.workspace_id == session.info["workspace_id"])
    return (await session.execute(query)).scalars().all()


async def of(session: ReadSession, person_id: PersonId) -> dict[str, MemberAddress]:
    """One member's, by channel."""
    return {one.channel: one for one in await listed(session) if one.person_id == person_id}


async def suppressed(session: ReadSession, emails: Collection[str]) -> frozenset[str]:
    """Those of the addresses that get no mail from this workspace: it bounced, say."""
    keys = {email.strip().casefold(): email for email in emails}
    found = await session.execute(
        select(_SUPPRESSION.c.address_key).where(
            _SUPPRESSION.c.workspace_id == session.info["workspace_id"],
            _SUPPRESSION.c.address_key.in_(keys),
        )
    )
    return frozenset(keys[key] for key in found.scalars())


async def owner_of(session: ReadSession, channel: str, address: str) -> PersonId | None:
    """The member who is reached there."""
    found = await session.scalar(
        select(MemberAddress.person_id).where(
            MemberAddress.workspace_id == session.info["workspace_id"],
            MemberAddress.channel == channel,
            MemberAddress.address == address,
        )
    )
    return PersonId(found) if found else None


async def link(session: TenantSession, person_id: PersonId, place: Place) -> None:
    """Reach the member there from now on. Raises Invalid; Conflict if it is another member's."""
    address = checked(place.channel, place.address)
    owner = await owner_of(session, place.channel, address)
    if owner not in {None, person_id}:
        raise Conflict("Another member of this workspace is reached there already.")
    values = {
        "address": address,
        "label": place.label[:100],
        "state": "working",
        "said": None,
        "linked_at": clock.now(),
    }
    key = {
        "workspace_id": session.info["workspace_id"],
        "person_id": person_id,
        "channel": place.channel,
    }
    await session.execute(
        insert(MemberAddress)
        .values({**key, **values})
        .on_conflict_do_update(index_elements=list(key), set_=values)
    )


def checked(channel: str, typed: str) -> str:
    """The address as it is kept. Raises Invalid."""
    shape, remedy = _SHAPES[channel]
    address = typed.strip()
    if channel == "sms":
        address = "".join(sign for sign in address if sign not in " -()/.")
    if not fullmatch(shape, address):
        problem = FieldProblem(channel, "malformed", remedy)
        raise Invalid("This address cannot be taken.", problems=(problem,))
    return address


async def unlink(session: TenantSession, person_id: PersonId, channel: str) -> None:
    """Reach the member there no more."""
    await session.execute(
        delete(MemberAddress).where(
            MemberAddress.workspace_id == session.info["workspace_id"],
            MemberAddress.person_id == person_id,
            MemberAddress.channel == channel,
        )
    )


async def mark_broken(session: TenantSession, person_id: PersonId, channel: str, why: str) -> bool:
    """Nothing arrives there any more; whether that is news."""
    changed = await session.execute(
        update(MemberAddress)
        .where(
            MemberAddress.workspace_id == session.info["workspace_id"],
            MemberAddress.person_id == person_id,
            MemberAddress.channel == channel,
            MemberAddress.state == "working",
        )
        .values(state="broken", said=why[:500])
        .returning(MemberAddress.person_id)
    )
    return changed.first() is not None


async def first_time(session: TenantSession, connection_id: UUID, update_id: str) -> bool:
    """Whether this press was not seen before; it is seen now."""
    taken = await session.execute(
        insert(ChatUpdate)
        .values(
            workspace_id=session.info["workspace_id"],
            connection_id=connection_id,
            update_id=update_id[:200],
            received_at=clock.wall(),
        )
        .on_conflict_do_nothing()
        .returning(ChatUpdate.update_id)
    )
    return taken.first() is not None
