"""Mail that a vendor hands in or keeps in a bucket: spreadsheets are taken, the rest listed, and why."""

import hashlib
import unicodedata
from dataclasses import replace

from leadwright.domain.errors import Invalid, NotFound
from leadwright.features.sources import actions, rules
from leadwright.features.sources.actions import Seen
from leadwright.features.sources.models import Source
from leadwright.kernel.db.session import TenantSession
from leadwright.ports.inbound import Attachment, InboundMail
from leadwright.ports.raw_mail import read_mail
from leadwright.ports.storage import Receiver


async def hand_in(
    session: TenantSession, receive: Receiver, source: Source, mail: InboundMail
) -> int:
    """How many attachments were new and taken. The same mail again takes nothing."""
    if source.kind != "mail":
        raise NotFound("This source takes no mail.")
    taken = await take_attachments(session, receive, source, mail)
    came = "1 attachment" if len(mail.attachments) == 1 else f"{len(mail.attachments)} attachments"
    said = f"The last mail came from {mail.sender or 'nobody named'} with {came}; new ones taken: {taken}."
    await actions.note_look(session, source.id, said)
    return taken


async def open_kept(
    session: TenantSession, receive: Receiver, source: Source, seen: Seen, content: bytes
) -> int:
    """The same for a mail that lies in a folder or bucket as a file: what it brought, and a note about it."""
    try:
        mail = read_mail(seen.key, content)
    except Invalid:
        await actions.ignore(session, source.id, seen, "it is a mail that cannot be taken apart")
        return 0
    taken = await take_attachments(session, receive, source, mail)
    said = f"it is a mail: {taken} of its {len(mail.attachments)} attachments were taken"
    await actions.ignore(session, source.id, replace(seen, sender=mail.sender), said)
    return taken


async def take_attachments(
    session: TenantSession, receive: Receiver, source: Source, mail: InboundMail
) -> int:
    """How many of a mail's attachments were new and taken; the others are listed with the reason."""
    taken = 0
    for one in mail.attachments:
        seen = _seen(one, mail)
        reason = _why_ignored(source, seen, mail.sender)
        if reason:
            await actions.ignore(session, source.id, seen, reason)
        elif await actions.take(session, receive, source, seen, one.content):
            taken += 1
    return taken


def _seen(one: Attachment, mail: InboundMail) -> Seen:
    name = one.name.replace("\\", "/").rpartition("/")[2]
    plain = "".join(c for c in name if unicodedata.category(c)[0] != "C").strip()[:200]
    version = f"{mail.id[:300]} {hashlib.sha256(one.content).hexdigest()[:32]}"
    return Seen(plain or "attachment", version, len(one.content), mail.sender)


def _why_ignored(source: Source, seen: Seen, sender: str) -> str:
    if source.is_paused:
        return "the source is paused"
    if not rules.may_send(source.senders, sender):
        return "its sender is not among those it is taken from"
    return rules.why_ignored(source.pattern, seen.key, seen.size)
