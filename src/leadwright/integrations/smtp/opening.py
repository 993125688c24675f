"""Opening a session with a mail server: connect, greet, encrypt, log in."""

import asyncio
import socket
import ssl
from collections.abc import Awaitable, Callable

from aiosmtplib import SMTP
from aiosmtplib.errors import (
    SMTPAuthenticationError,
    SMTPConnectResponseError,
    SMTPException,
    SMTPHeloError,
    SMTPResponseException,
    SMTPServerDisconnected,
)

from leadwright.domain.errors import ProviderError
from leadwright.integrations.smtp.connection import Connection, Limits
from leadwright.integrations.smtp.replies import refusal, spoken, unreachable
from leadwright.integrations.smtp.target import Encryption, Target

Reach = Callable[[str, int], Awaitable[socket.socket]]


async def open_connection(
    target: Target, limits: Limits, tls: ssl.SSLContext, reach: Reach | None = None
) -> Connection:
    """A session ready for MAIL, or ProviderError. Nothing stays open on failure.

    `reach` opens the socket where not every address may be connected to.
    """
    sock = None if reach is None else await _reached(target, limits, reach)
    smtp = SMTP(
        hostname=target.host,
        port=target.port if sock is None else None,
        sock=sock,
        timeout=limits.command,
        use_tls=target.encryption is Encryption.IMPLICIT,
        start_tls=False,
        tls_context=tls,
        local_hostname=target.ehlo,
    )
    try:
        await smtp.connect(timeout=limits.connect)
        async with asyncio.timeout(limits.command):
            await _introduce(smtp)
            await _encrypt(smtp, target, tls)
            await _log_in(smtp, target)
    except BaseException as problem:
        smtp.close()
        if isinstance(problem, (SMTPException, OSError, UnicodeError)):
            raise _explained(target, problem) from problem
        raise
    return Connection(smtp, target.label, limits)


async def _reached(target: Target, limits: Limits, reach: Reach) -> socket.socket:
    try:
        async with asyncio.timeout(limits.connect):
            return await reach(target.host, target.port)
    except (OSError, TimeoutError) as problem:
        raise _explained(target, problem) from problem


def trust(target: Target) -> ssl.SSLContext:
    """The TLS settings for this server; SSL_CERT_FILE adds a private authority, as ever with OpenSSL."""
    if target.wants_proof:
        return ssl.create_default_context()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


async def _introduce(smtp: SMTP) -> None:
    try:
        await smtp.ehlo()
    except SMTPHeloError:
        await smtp.helo()


async def _encrypt(smtp: SMTP, target: Target, tls: ssl.SSLContext) -> None:
    if target.encryption in {Encryption.IMPLICIT, Encryption.NEVER}:
        return
    if smtp.supports_extension("starttls"):
        await smtp.starttls(tls_context=tls)
        await _introduce(smtp)
    elif target.encryption is Encryption.REQUIRED:
        raise ProviderError(
            f"{target.label} does not offer STARTTLS, and without it nothing is sent. "
            "Choose TLS from the first byte (smtps://) with the server's TLS port, or no encryption "
            "(?starttls=never) for a server in the same house",
            permanent=True,
            connection_broken=True,
        )


async def _log_in(smtp: SMTP, target: Target) -> None:
    if target.user is None:
        return
    is_encrypted = smtp.get_transport_info("sslcontext") is not None
    if not is_encrypted and not target.may_log_in_openly:
        raise ProviderError(
            f"{target.label} would get the password unencrypted, so it was not sent. "
            "Choose STARTTLS (?starttls=required) or TLS from the first byte (smtps://); on a network "
            "you trust, LEADWRIGHT_SMTP_URL takes ?insecure_auth=yes",
            permanent=True,
            connection_broken=True,
        )
    # Without encryption the challenge-response method keeps at least the password itself off the wire.
    plain_first = (("plain", smtp.auth_plain), ("login", smtp.auth_login))
    digest = (("cram-md5", smtp.auth_crammd5),)
    for method, log_in in plain_first + digest if is_encrypted else digest + plain_first:
        if method in smtp.server_auth_methods:
            await log_in(target.user, target.password)
            return
    raise ProviderError(
        f"{target.label} offers no login we speak (PLAIN, LOGIN, CRAM-MD5). "
        "Take user and password out of the address, or encrypt: many servers offer it only then",
        permanent=True,
        connection_broken=True,
    )


def _explained(target: Target, problem: Exception) -> ProviderError:
    """The same failure in words for the person who can mend it."""
    if certificate := _certificate_problem(problem):
        return ProviderError(
            f"{target.label} showed a certificate that cannot be trusted: "
            f"{certificate.verify_message}. Check the host name; for a private authority set SSL_CERT_FILE",
            permanent=True,
            connection_broken=True,
        )
    if isinstance(problem, SMTPResponseException):
        refused = refusal(target.label, _phase(problem), problem.code, problem.message)
        refused.connection_broken = (
            isinstance(problem, SMTPAuthenticationError) and refused.permanent
        )
        return refused
    if isinstance(problem, TimeoutError):
        return unreachable(target.label, "did not answer in time")
    if isinstance(problem.__cause__, SMTPServerDisconnected):
        return unreachable(target.label, "closed the connection instead of greeting")
    return unreachable(target.label, f"could not be used ({spoken(-1, str(problem))})")


def _phase(problem: SMTPResponseException) -> str:
    if isinstance(problem, SMTPAuthenticationError):
        return "the login (check user name and password)"
    if isinstance(problem, SMTPConnectResponseError):
        return "the connection"
    return "the session"


def _certificate_problem(problem: BaseException) -> ssl.SSLCertVerificationError | None:
    """Wrapped by aiosmtplib on implicit TLS, let through by it on STARTTLS."""
    for layer in (problem, problem.__cause__):
        if isinstance(layer, ssl.SSLCertVerificationError):
            return layer
    return None
