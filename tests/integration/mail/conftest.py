"""Real mail servers on loopback: aiosmtpd's in good health, ours misbehaving; both end with the test."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from datetime import UTC, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from leadwright.integrations.fake.smtp_server import FakeSmtpServer
from leadwright.integrations.smtp.connection import Limits
from leadwright.integrations.smtp.sender import SmtpSender
from leadwright.kernel import clock

PATIENT = Limits(connect=5.0, command=5.0, answer=5.0, goodbye=0.3)


@dataclass
class Inbox:
    """An aiosmtpd handler that keeps what arrives and counts connections and logins."""

    url: str = ""
    envelopes: list[Envelope] = field(default_factory=list)
    connections: int = 0
    logins: list[tuple[str, bool]] = field(default_factory=list)
    refuse: Callable[[str, Envelope], str | None] = lambda *_: None

    async def handle_RCPT(  # noqa: N802 -- aiosmtpd calls it so
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.rcpt_tos.append(address)
        return self.refuse("RCPT", envelope) or "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 -- aiosmtpd calls it so
        answer = self.refuse("DATA", envelope)
        if answer is None:
            self.envelopes.append(envelope)
        return answer or "250 2.0.0 kept"

    def authenticate(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any
    ) -> AuthResult:
        known = (data.login, data.password) == (b"ann@acme.example", b"p:ss/w")
        self.logins.append((mechanism, session.ssl is not None))
        return AuthResult(success=known, handled=False)


@pytest_asyncio.fixture
async def inbox_with() -> AsyncIterator[Callable[..., Awaitable[Inbox]]]:
    """Starts aiosmtpd servers; options are aiosmtpd's."""
    servers: list[asyncio.Server] = []

    async def start(*, encrypted: ssl.SSLContext | None = None, **options: Any) -> Inbox:
        inbox = Inbox()
        loop = asyncio.get_running_loop()
        usual: dict[str, Any] = {"hostname": "fake", "loop": loop, "enable_SMTPUTF8": True}

        def session() -> SMTP:
            inbox.connections += 1
            return SMTP(inbox, authenticator=inbox.authenticate, **(usual | options))

        server = await loop.create_server(session, "127.0.0.1", 0, ssl=encrypted)
        servers.append(server)
        inbox.url = f"smtp://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        return inbox

    yield start
    for server in servers:
        server.close()


@pytest_asyncio.fixture
async def inbox(inbox_with: Callable[..., Awaitable[Inbox]]) -> Inbox:
    return await inbox_with()


@pytest_asyncio.fixture
async def server() -> AsyncIterator[FakeSmtpServer]:
    async with FakeSmtpServer() as misbehaving:
        yield misbehaving


@pytest_asyncio.fixture
async def sender_to() -> AsyncIterator[Callable[..., SmtpSender]]:
    """Senders, closed after the test; further arguments change the limits."""
    async with AsyncExitStack() as stack:

        def make(url: str, *, tls: ssl.SSLContext | None = None, **limits: Any) -> SmtpSender:
            sender = SmtpSender(url, limits=replace(PATIENT, **limits), tls=tls)
            stack.push_async_callback(sender.close)
            return sender

        yield make


@dataclass(frozen=True)
class Certificates:
    """A private authority and a server of its on this machine."""

    server: ssl.SSLContext
    client: ssl.SSLContext


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    folder = tmp_path_factory.mktemp("certificates")
    chain = _self_signed(folder)
    server = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    server.load_cert_chain(chain)
    return Certificates(server, ssl.create_default_context(cafile=str(chain)))


def _self_signed(folder: Path) -> Path:
    """A PEM file with key and certificate for `localhost` and 127.0.0.1, valid for a day."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    names = [x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1"))]
    now = clock.now().astimezone(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .sign(key, hashes.SHA256())
    )
    chain = folder / "server.pem"
    pem = serialization.Encoding.PEM
    secret = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    chain.write_bytes(secret + certificate.public_bytes(pem))
    return chain
