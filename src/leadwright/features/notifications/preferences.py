"""Members' preferences as they are kept, and the linking of their chats."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Row, Select, select, update
from sqlalchemy.dialects.postgresql import insert

from leadwright.domain.business_hours import zone_of
from leadwright.domain.ids import PersonId
from leadwright.features.notifications.models import NotificationPreferences
from leadwright.features.notifications.preference_rules import KINDS, PUSHED, SHIPPED, Preferences
from leadwright.kernel import clock
from leadwright.kernel.crypto import hash_token, new_token
from leadwright.kernel.db.session import ReadSession, TenantSession

CODE_LASTS = timedelta(minutes=30)


@dataclass(frozen=True)
class Typed:
    """Preferences as the form gives them, checked."""

    channels: Mapping[str, Collection[str]]
    hot_from: int
    zone: str
    quiet_from: time | None
    quiet_until: time | None
    alerts_pass: bool
    muted_until: datetime | None
    digest_at: time


async def kept(session: ReadSession, person_id: PersonId) -> NotificationPreferences | None:
    """The member's row, if they ever saved one."""
    return (await session.execute(_of(session, [person_id]))).scalar_one_or_none()


async def of(session: ReadSession, person_id: PersonId, zone: ZoneInfo) -> Preferences:
    """The member's wishes; as shipped where they chose nothing. `zone`: the workspace's own."""
    return preferences_of(await kept(session, person_id), zone)


async def of_many(
    session: ReadSession, person_ids: Collection[PersonId], zone: ZoneInfo
) -> dict[PersonId, Preferences]:
    """The same of several members."""
    rows = (await session.execute(_of(session, person_ids))).scalars()
    found = {PersonId(row.person_id): preferences_of(row, zone) for row in rows}
    return {one: found.get(one, Preferences(zone)) for one in person_ids}


def preferences_of(row: NotificationPreferences | Row[Any] | None, zone: ZoneInfo) -> Preferences:
    """A row as the rules want it."""
    if row is None:
        return Preferences(zone)
    chosen = {
        channel: frozenset(row.wishes.get(channel, SHIPPED[channel])) & frozenset(KINDS)
        for channel in PUSHED
    }
    return Preferences(
        zone=zone_of(row.zone) if row.zone else zone,
        channels=chosen,
        hot_from=row.hot_from,
        quiet_from=row.quiet_from,
        quiet_until=row.quiet_until,
        alerts_pass=row.alerts_pass,
        muted_until=row.muted_until,
        digest_at=row.digest_at,
    )


async def save(session: TenantSession, person_id: PersonId, typed: Typed) -> None:
    """Keep the form; the next notification goes by it."""
    values = {
        "wishes": {channel: sorted(kinds) for channel, kinds in typed.channels.items()},
        "hot_from": typed.hot_from,
        "zone": typed.zone,
        "quiet_from": typed.quiet_from,
        "quiet_until": typed.quiet_until,
        "alerts_pass": typed.alerts_pass,
        "muted_until": typed.muted_until,
        "digest_at": typed.digest_at,
    }
    await _put(session, person_id, values)


async def tell_of_hot(
    session: TenantSession, person_id: PersonId, hot_from: int, channels: Collection[str]
) -> None:
    """Tell the member of leads from this score by mail and in the browser, as `channels` says.

    All else of their wishes stays.
    """
    chosen = preferences_of(await kept(session, person_id), zone_of("")).channels
    wishes = {channel: set(kinds) for channel, kinds in chosen.items()}
    for channel in ("email", "browser"):
        if channel in channels:
            wishes[channel].add("hot_lead")
        else:
            wishes[channel].discard("hot_lead")
    plain = {channel: sorted(kinds) for channel, kinds in wishes.items()}
    await _put(session, person_id, {"wishes": plain, "hot_from": hot_from})


async def new_code(session: TenantSession, person_id: PersonId) -> str:
    """A code that links one chat to this member. The one before it ends. Only its hash is kept."""
    code = new_token()
    values = {"link_code": hash_token(code), "link_expires": clock.wall() + CODE_LASTS}
    await _put(session, person_id, values)
    return code


async def redeem(session: TenantSession, code: str) -> PersonId | None:
    """The member whose code this is; it is worth nothing afterwards."""
    used = await session.execute(
        update(NotificationPreferences)
        .where(
            NotificationPreferences.workspace_id == session.info["workspace_id"],
            NotificationPreferences.link_code == hash_token(code),
            NotificationPreferences.link_expires > clock.wall(),
        )
        .values(link_code=None, link_expires=None)
        .returning(NotificationPreferences.person_id)
    )
    found = used.scalar_one_or_none()
    return PersonId(found) if found else None


async def _put(session: TenantSession, person_id: PersonId, values: Mapping[str, object]) -> None:
    first = {
        "workspace_id": session.info["workspace_id"],
        "person_id": person_id,
        "wishes": {},
        "hot_from": Preferences(zone_of("")).hot_from,
        "updated_at": clock.now(),
    }
    statement = insert(NotificationPreferences).values({**first, **values})
    await session.execute(
        statement.on_conflict_do_update(
            index_elements=["workspace_id", "person_id"],
            set_={**values, "updated_at": clock.now()},
        )
    )


def _of(session: ReadSession, person_ids: Collection[UUID]) -> Select[NotificationPreferences]:
    return select(NotificationPreferences).where(
        NotificationPreferences.workspace_id == session.info["workspace_id"],
        NotificationPreferences.person_id.in_(person_ids),
    )
