"""Links in a mail that decide about a reply: each for one message, one deed, one member, three days.

A link is the permission itself. So it is signed with all that it is for, it is made when the mail
leaves and kept nowhere (whoever reads the outbox could use it), and opening it only shows a page:
mail scanners open links, and what they open must not decide anything.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from uuid import UUID

from leadwright.domain.ids import MessageId, PersonId, SubmissionId, WorkspaceId
from leadwright.features.notifications.mail_html import anchor
from leadwright.ports.channel import Letter

LASTS = timedelta(hours=72)
DEEDS: Mapping[str, str] = MappingProxyType(
    {"approve": "Send it", "cancel": "Do not send it", "edit": "Change it first"}
)
# What the kept message says where the mail that leaves has the link.
MARKS: Mapping[str, str] = MappingProxyType(
    {
        "approve": "[The link that sends it stands only in the mail itself.]",
        "cancel": "[The link that cancels it stands only in the mail itself.]",
        "edit": "[The link that changes it stands only in the mail itself.]",
    }
)
_IDS = 3 * 32


@dataclass(frozen=True)
class Decision:
    """Which message, decided by which member, until when."""

    workspace_id: WorkspaceId
    message_id: MessageId
    person_id: PersonId
    expires: datetime

    def is_over(self, now: datetime) -> bool:
        return now >= self.expires


def reason(submission_id: SubmissionId, decision: Decision | None) -> str:
    """Why a mail to the owner exists; it names what its links will decide, but signs nothing."""
    return f"tell:{submission_id}" + (f":{_value(decision)}" if decision else "")


def finish(why: str, letter: Letter, sign: Callable[[str, str], str], address: str) -> Letter:
    """The letter with its links, as it leaves; any other letter as it is."""
    kind, _, named = why.partition(":")
    value = named.partition(":")[2]
    if kind != "tell" or not value:
        return letter
    for deed, mark in MARKS.items():
        link = f"{address}/decide/{deed}/{sign(_purpose(deed), value)}"
        letter = replace(
            letter,
            text=letter.text.replace(mark, link),
            html=letter.html.replace(f"{DEEDS[deed]}: {mark}", anchor(link, DEEDS[deed])),
        )
    return letter


def unseal(deed: str, token: str, unsign: Callable[[str, str], str | None]) -> Decision | None:
    """The decision of a link, run out or not; None for whatever we did not sign for this deed."""
    value = unsign(_purpose(deed), token) if deed in MARKS and len(token) < 300 else None
    if value is None:
        return None
    ids = [UUID(value[at : at + 32]) for at in range(0, _IDS, 32)]
    expires = datetime.fromtimestamp(int(value[_IDS:], 16), UTC)
    return Decision(WorkspaceId(ids[0]), MessageId(ids[1]), PersonId(ids[2]), expires)


def _value(decision: Decision) -> str:
    ids = (decision.workspace_id, decision.message_id, decision.person_id)
    return "".join(each.hex for each in ids) + f"{int(decision.expires.timestamp()):x}"


def _purpose(deed: str) -> str:
    """A link for one deed is worth nothing for another."""
    return f"decide:{deed}"
