"""The morning's mail of hot leads: a member's own that are hot or rose, each with its reasons in a line."""

import html
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from leadwright.domain.ids import PersonId
from leadwright.features.notifications.digest import reason_stands
from leadwright.features.notifications.preference_rules import Preferences, digest_day
from leadwright.kernel.db.session import ReadSession, TenantSession
from leadwright.ports.channel import EMAIL
from leadwright.ports.directory import Colleague, NewMessage, Outbox

KIND = frozenset({"hot_leads"})
MOST_LEADS = 10
_LESS = "Change what reaches you, and when"
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


def wanted(prefs: Preferences, now: datetime) -> str | None:
    """The member's own date, if they want the mail and it is their morning; None else."""
    if not prefs.wants(EMAIL, KIND) or prefs.is_muted(KIND, now):
        return None
    return None if digest_day(prefs, now - MORNING) == (day := digest_day(prefs, now)) else day


async def stands(session: ReadSession, person_id: PersonId, day: str) -> bool:
    """Whether this day's mail was put already."""
    return await reason_stands(session, [_reason(person_id, day)])


@dataclass(frozen=True)
class Letter:
    """The mail of a day. `wishes`: where its reader says what reaches them. `after`: not before then."""

    day: str
    leads: Sequence[Hot]
    wishes: str
    after: datetime | None = None


async def put(session: TenantSession, outbox: Outbox, member: Colleague, letter: Letter) -> None:
    """One mail; none where there is nothing to say."""
    leads = letter.leads
    if not leads:
        return
    await outbox.put(
        session,
        NewMessage(
            reason_key=_reason(member.person_id, letter.day),
            kind="notification",
            to_address=member.email,
            to_name=member.name,
            subject=f"{'One hot lead' if len(leads) == 1 else f'{len(leads)} hot leads'} of yours",
            text=words(letter),
            html=page(letter),
            from_name="Leadwright",
            send_after=letter.after,
        ),
    )


def words(letter: Letter) -> str:
    """Two lines and a link a lead, and where this mail is switched off."""
    blocks = [*map(_lines, letter.leads), f"{_LESS}: {letter.wishes}"]
    return "\n\n".join(blocks) + "\n"


def page(letter: Letter) -> str:
    """The same as HTML: a lead's name is the link. Styles stand in the lines, as mail programs want."""
    blocks = "".join(map(_block, letter.leads))
    less = f'<p><a href="{html.escape(letter.wishes)}">{_LESS}</a></p>'
    return f'<div style="font:14px/1.5 sans-serif">{blocks}{less}</div>'


def _block(one: Hot) -> str:
    name, rose, why = (html.escape(each) for each in (_name(one), _rose(one), "; ".join(one.why)))
    link = f'<a href="{html.escape(one.link)}">{name}</a>'
    return f'<p style="margin:0 0 16px"><strong>{one.score}</strong> {link}{rose}<br>{why}</p>'


def _lines(one: Hot) -> str:
    return f"{one.score}{_rose(one)}  {_name(one)}\n{'; '.join(one.why)}\n{one.link}"


def _name(one: Hot) -> str:
    return " ".join(one.name.split())[:120]


def _rose(one: Hot) -> str:
    return f", up {one.rose} since yesterday" if one.rose > 0 else ""


def _reason(person_id: PersonId, day: str) -> str:
    return f"hot_leads:{person_id}:{day}"
