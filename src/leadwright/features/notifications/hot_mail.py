"""The morning's mail of hot leads: a member's own that are hot or rose, each with its reasons in a line."""

import html
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from leadwright.domain.ids import PersonId
from leadwright.features.notifications.digest import reason_stands
from leadwright.features.notifications.wishes import Wish, digest_day
from leadwright.kernel.db.session import ReadSession, TenantSession
from leadwright.ports.channel import EMAIL
from leadwright.ports.directory import Colleague, NewMessage, Outbox

KIND = frozenset({"hot_leads"})
MOST_LEADS = 10
MORNING = timedelta(hours=1)
"""How long after the member's hour it may still leave: later it would be no morning's mail."""


@dataclass(frozen=True)
class Hot:
    """A lead of the mail. `rose`: points since yesterday; `why`: the weightiest reasons."""

    name: str
    score: int
    rose: int
    why: tuple[str, ...]
    link: str


def wanted(wish: Wish, now: datetime) -> str | None:
    """The member's own date, if they want the mail and it is their morning; None else."""
    if not wish.wants(EMAIL, KIND) or wish.is_muted(KIND, now):
        return None
    return None if digest_day(wish, now - MORNING) == (day := digest_day(wish, now)) else day


async def stands(session: ReadSession, person_id: PersonId, day: str) -> bool:
    """Whether this day's mail was put already."""
    return await reason_stands(session, [_reason(person_id, day)])


async def put(
    session: TenantSession, outbox: Outbox, member: Colleague, day: str, leads: Sequence[Hot]
) -> None:
    """One mail; none where there is nothing to say."""
    if not leads:
        return
    body = words(leads)
    await outbox.put(
        session,
        NewMessage(
            reason_key=_reason(member.person_id, day),
            kind="notification",
            to_address=member.email,
            to_name=member.name,
            subject=f"{'One hot lead' if len(leads) == 1 else f'{len(leads)} hot leads'} of yours",
            text=body,
            html=f'<pre style="font: 14px/1.5 sans-serif">{html.escape(body)}</pre>',
            from_name="Leadwright",
        ),
    )


def words(leads: Sequence[Hot]) -> str:
    """Two lines and a link a lead."""
    return "\n\n".join(_lines(one) for one in leads) + "\n"


def _lines(one: Hot) -> str:
    name = " ".join(one.name.split())[:120]
    rose = f", up {one.rose} since yesterday" if one.rose > 0 else ""
    return f"{one.score}{rose}  {name}\n{'; '.join(one.why)}\n{one.link}"


def _reason(person_id: PersonId, day: str) -> str:
    return f"hot_leads:{person_id}:{day}"
