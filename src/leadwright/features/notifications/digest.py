"""The daily digest of a member: yesterday in figures, and what waits for somebody today."""

from dataclasses import dataclass

from sqlalchemy import Uuid, bindparam, column, select, table

from leadwright.domain.ids import LeadId, PersonId
from leadwright.features.notifications import addresses
from leadwright.features.notifications.mail_html import html_of
from leadwright.features.notifications.preference_rules import Preferences
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
    hottest: tuple[tuple[str, int, LeadId], ...]
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
    whose: tuple[Colleague, Preferences, str],
    figures: Figures,
    address: str,
) -> None:
    """A message by each channel the member ticked; in quiet hours it leaves when they end."""
    member, prefs, day = whose
    now = clock.now()
    known = await addresses.of(session, member.person_id)
    places = {one.channel: one.address for one in known.values() if one.state == "working"}
    places[EMAIL] = member.email
    inside = f"{address}/go/{session.info['workspace_id']}"
    lines = _lines(figures, inside)
    for channel in CHANNELS:
        if channel not in places or not prefs.wants(channel, _KIND):
            continue
        by_mail = channel == EMAIL
        text = _letter(lines, inside) if by_mail else "\n".join(one.words for one in lines)
        await outbox.put(
            session,
            NewMessage(
                reason_key=reason(member.person_id, channel, day),
                kind="notification",
                to_address=places[channel],
                to_name=member.name,
                subject=_title(figures),
                text=text,
                html=html_of(
                    text, [*(one.link for one in lines if one.link), *_foot(inside).values()]
                ),
                from_name="Leadwright",
                send_after=prefs.held_until(_KIND, now),
                channel=channel,
                buttons=() if by_mail else _buttons(figures, inside),
            ),
        )


@dataclass(frozen=True)
class _Line:
    """A line, and where it leads if it leads anywhere."""

    words: str
    link: str = ""


def _lines(figures: Figures, inside: str) -> list[_Line]:
    waiting = (
        ("Without an answer", figures.unanswered, "of yesterday's leads", "leads"),
        ("Replies that wait", figures.drafts, "for approval", "approvals"),
        ("Messages that failed", figures.failed, "send them again, or write yourself", "failed"),
        ("Tasks due", figures.tasks, "yours, by now", "tasks"),
    )
    lines = [
        _Line(_title(figures)),
        _Line(""),
        _Line(f"Answered: {figures.answered:,} (yesterday)"),
    ]
    lines += [
        _Line(f"{name}: {number:,} ({remark})", f"{inside}/{place}")
        for name, number, remark, place in waiting
        if number
    ]
    if figures.hottest:
        lines += [_Line(""), _Line("Hottest:")]
    lines += [
        _Line(f"  {score}  {' '.join(name.split())[:120]}", f"{inside}/leads/{lead_id}")
        for name, score, lead_id in figures.hottest
    ]
    return lines


def _letter(lines: list[_Line], inside: str) -> str:
    """As a mail: what leads somewhere ends with where, which its HTML makes a link."""
    led = (f"{one.words}: {one.link}" if one.link else one.words for one in lines)
    return (
        "\n".join([*led, "", *(f"{words}: {link}" for words, link in _foot(inside).items())]) + "\n"
    )


def _foot(inside: str) -> dict[str, str]:
    return {
        "Open Leadwright": f"{inside}/today",
        "Change what reaches you, and when": f"{inside}/settings/notifications",
    }


def _buttons(figures: Figures, inside: str) -> tuple[Button, ...]:
    """Under the message in a chat: to what waits, and inside."""
    waiting = (
        ("Approvals", figures.drafts, "approvals"),
        ("Failed mail", figures.failed, "failed"),
        ("Tasks", figures.tasks, "tasks"),
        ("Open", 1, "today"),
    )
    return tuple(
        Button(words, url=f"{inside}/{place}") for words, number, place in waiting if number
    )


def _title(figures: Figures) -> str:
    leads = "1 lead" if figures.leads == 1 else f"{figures.leads:,} leads"
    return f"Yesterday: {leads}, {figures.hot:,} hot"
