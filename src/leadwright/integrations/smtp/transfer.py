"""One letter over one connection: MAIL, RCPT, DATA, and what each failure means for the letter."""

from dataclasses import dataclass

from aiosmtplib import SMTPResponse
from aiosmtplib.errors import SMTPResponseException, SMTPServerDisconnected, SMTPTimeoutError

from leadwright.domain.errors import ProviderError
from leadwright.integrations.smtp.connection import Connection
from leadwright.integrations.smtp.replies import (
    is_acceptance,
    is_refusal,
    refusal,
    spoken,
    unconfirmed,
    unreachable,
)
from leadwright.ports.channel import BeforeData

_START_INPUT = 354
_GOING_AWAY = 421
_TOO_LARGE = 552  # of this letter; any other lasting no to the sender is one to all its letters
_SESSION_CODES = frozenset({220, 221})  # a greeting or a goodbye is no answer to a letter


@dataclass(frozen=True)
class Parcel:
    """Envelope and content. Content is ASCII unless an address needs SMTPUTF8."""

    sender: str
    recipient: str
    content: bytes

    @property
    def is_international(self) -> bool:
        return not self.content.isascii()


async def hand_over(connection: Connection, parcel: Parcel, before_data: BeforeData) -> str:
    """The server's words when it took the letter, or ProviderError.

    `before_data` is awaited when the server waits for the content and has none of it yet.

    Leaves `connection.at_rest` false when the session cannot be trusted any more.
    """
    connection.at_rest = False
    stuffed = parcel.content.replace(b"\r\n.", b"\r\n..") + b".\r\n"  # RFC 5321 section 4.5.2
    options = _mail_options(connection, parcel)
    await _ask(connection, "the sender", b"MAIL", b"FROM:<%b>" % parcel.sender.encode(), *options)
    await _ask(connection, "the recipient", b"RCPT", b"TO:<%b>" % parcel.recipient.encode())
    await _ask(connection, "the letter", b"DATA")
    await before_data()
    return await _give(connection, stuffed)


async def would_take(connection: Connection, sender: str, recipient: str) -> None:
    """Whether the server takes mail from here to there; asked, and taken back before any content.

    ProviderError as of `hand_over`. Servers that judge the letter itself do so later.
    """
    connection.at_rest = False
    parcel = Parcel(sender, recipient, f"{sender}{recipient}".encode())  # its letters, no more
    envelope = f"FROM:<{sender}>".encode(), *_mail_options(connection, parcel)
    await _ask(connection, f"mail from {sender}", b"MAIL", *envelope)
    await _ask(connection, f"mail to {recipient}", b"RCPT", f"TO:<{recipient}>".encode())
    await _ask(connection, "the end of the test", b"RSET")
    connection.at_rest = True


def _mail_options(connection: Connection, parcel: Parcel) -> list[bytes]:
    smtp = connection.smtp
    options = []
    if smtp.supports_extension("size"):
        options.append(b"SIZE=%d" % len(parcel.content))
    if parcel.is_international:
        if not smtp.supports_extension("smtputf8"):
            connection.at_rest = True
            raise ProviderError(
                f"{connection.server} does not take addresses with letters beyond ASCII (SMTPUTF8)",
                permanent=True,
            )
        options += [b"BODY=8BITMIME", b"SMTPUTF8"]
    return options


async def _ask(connection: Connection, what: str, *command: bytes) -> None:
    """One command before the content goes out: nothing can have been delivered yet."""
    server = connection.server
    try:
        reply = await connection.smtp.execute_command(*command)
    except SMTPServerDisconnected:
        raise unreachable(server, "closed the connection") from None
    except SMTPTimeoutError:
        raise unreachable(server, f"did not answer about {what} in time") from None
    except SMTPResponseException as garbled:
        raise refusal(server, what, garbled.code, garbled.message) from None
    if not _agrees(command[0], reply.code):
        connection.at_rest = is_refusal(reply.code) and reply.code != _GOING_AWAY
        connection.needs_reset = True
        refused = refusal(server, what, reply.code, reply.message)
        refused.connection_broken = _is_about_us(command[0], reply.code)
        refused.of_this_letter = command[0] == b"RCPT" and reply.code != _GOING_AWAY
        raise refused
    if connection.has_said_too_much:
        raise unreachable(server, "said more than it was asked for")


def _is_about_us(verb: bytes, code: int) -> bool:
    """Whether it says no to whoever sends here, and not to one letter: a person mends that."""
    return verb == b"MAIL" and 500 <= code <= 599 and code != _TOO_LARGE


def _agrees(verb: bytes, code: int) -> bool:
    return code == _START_INPUT if verb == b"DATA" else is_acceptance(code)


async def _give(connection: Connection, stuffed: bytes) -> str:
    """The content with its final dot, and the one answer that says whose letter it is now."""
    server, protocol = connection.server, connection.smtp.protocol
    if protocol is None:
        raise unreachable(server, "closed the connection")
    try:
        protocol.write(stuffed)
    except SMTPServerDisconnected:  # raised before anything is written
        raise unreachable(server, "closed the connection") from None
    try:
        reply = await protocol.read_response(timeout=connection.limits.answer)
    except SMTPServerDisconnected:
        raise unconfirmed(server, "closed the connection") from None
    except SMTPTimeoutError:
        raise unconfirmed(server, f"did not answer for {connection.limits.answer:g} s") from None
    except SMTPResponseException as garbled:
        raise unconfirmed(server, f"gave no readable answer ({garbled.message})") from None
    return _verdict(connection, reply)


def _verdict(connection: Connection, reply: SMTPResponse) -> str:
    server = connection.server
    if is_refusal(reply.code):
        connection.at_rest = True
        if reply.code == _GOING_AWAY:
            connection.drop()
        refused = refusal(server, "the letter", reply.code, reply.message)
        refused.of_this_letter = reply.code != _GOING_AWAY
        raise refused
    said = spoken(reply.code, reply.message)
    if not is_acceptance(reply.code) or reply.code in _SESSION_CODES:
        raise unconfirmed(server, f"answered out of turn ({said})")
    connection.at_rest = True
    return said
