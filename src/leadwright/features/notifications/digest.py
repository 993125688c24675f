"""The daily digest of a member: yesterday in figures, and what waits for somebody today."""

import html
from dataclasses import dataclass

from sqlalchemy import Uuid, bindparam, column, select, table

from leadwright.domain.ids import PersonId
from leadwright.features.notifications import addresses
from leadwright.features.notifications.wishes import Wish
from leadwright.kernel import clock
from leadwright.kernel.db.session import ReadSession, TenantSession
from leadwright.ports.channel import EMAIL, Button
from leadwright.ports.directory import Colleague, NewMessage, Outbox

CHANNELS = (EMAIL, "telegram", "slack")
_KIND = {"digest"}
_MESSAGE = table("message", column("workspace_id"), column("reason_key"))
_STANDS = select(_MESSAGE.c.reason_key).where(
    _MESSAGE.c.workspace_id == bindparam("workspace_id", type_=Uuid),
    _MESSAGE.c.reason_key.in_(bindparam("keys", expanding=True)),
)


@dataclass(frozen=True)
class Figures:
    """Yesterday's leads, and what waits now."""

    leads: int
    hot: int
    answered: int
    unanswered: int
    hottest: tuple[tuple[str, int], ...]
    drafts: int
    failed: int
    tasks: int


def reason(person_id: PersonId, channel: str, day: str) -> str:
    """Once a day, member and channel."""
    return f"digest:{person_id}:{channel}:{day}"


async def stands(session: ReadSession, person_id: PersonId, day: str) -> bool:
    """Whether this day's digest was put already, by whatever channel."""
    return await reason_stands(session, [reason(person_id, channel, day) for channel in CHANNELS])


async def reason_stands(session: ReadSession, keys: list[str]) -> bool:
    """Whether a message of one of these reasons was put."""
    which = {"workspace_id": session.info["workspace_id"], "keys": keys}
    return (await session.execute(_STANDS, which)).first() is not None


async def put(
    session: TenantSession,
    outbox: Outbox,
    whose: tuple[Colleague, Wish, str],
    figures: Figures,
    address: str,
) -> None:
    """A message by each channel the member ticked; in quiet hours it leaves when they end."""
    member, wish, day = whose
    now = clock.now()
    known = await addresses.of(session, member.person_id)
    places = {one.channel: one.address for one in known.values() if one.state == "working"}
    places[EMAIL] = member.email
    text = words(figures)
    link = f"{address}/w"
    for channel in CHANNELS:
        if channel not in places or not wish.wants(channel, _KIND):
            continue
        by_mail = channel == EMAIL
        await outbox.put(
            session,
            NewMessage(
                reason_key=reason(member.person_id, channel, day),
                kind="notification",
                to_address=places[channel],
                to_name=member.name,
                subject=_title(figures),
                text=f"{text}\n\n{link}\n" if by_mail else text,
                html=_page(text, link),
                from_name="Leadwright",
                send_after=wish.held_until(_KIND, now),
                channel=channel,
                buttons=() if by_mail else (Button("Open", url=link),),
            ),
        )


def _page(text: str, link: str) -> str:
    """The mail as HTML, whose link can be pressed in every mail program."""
    pressed = f'<a href="{html.escape(link)}">Open Leadwright</a>'
    return f'<pre style="font:14px/1.5 sans-serif">{html.escape(text)}\n\n{pressed}</pre>'


def words(figures: Figures) -> str:
    """The digest as it is read in a chat or mail."""
    lines = [_title(figures), "", _line("Answered", figures.answered, "yesterday")]
    waiting = (
        ("Without an answer", figures.unanswered, "of yesterday's leads"),
        ("Replies that wait", figures.drafts, "for approval"),
        ("Messages that failed", figures.failed, "send them again, or write yourself"),
        ("Tasks due", figures.tasks, "yours, by now"),
    )
    lines += [_line(*one) for one in waiting if one[1]]
    if figures.hottest:
        lines += ["", "Hottest:", *(f"  {score}  {name}" for name, score in figures.hottest)]
    return "\n".join(lines)


def _title(figures: Figures) -> str:
    leads = "1 lead" if figures.leads == 1 else f"{figures.leads:,} leads"
    return f"Yesterday: {leads}, {figures.hot:,} hot"


def _line(name: str, number: int, remark: str) -> str:
    return f"{name}: {number:,} ({remark})"
