"""What the settings say about mail, for people to read: never the password."""

from dataclasses import dataclass

from leadwright.bootstrap.common import from_address
from leadwright.integrations.smtp.target import Encryption, parse
from leadwright.kernel.settings import Settings

ENCRYPTION_WORDS = {
    Encryption.IMPLICIT: "encrypted from the first byte (TLS)",
    Encryption.REQUIRED: "encrypted by STARTTLS, or nothing is sent",
    Encryption.OPPORTUNISTIC: "encrypted where the server offers it (STARTTLS)",
    Encryption.NEVER: "not encrypted",
}


@dataclass(frozen=True)
class MailServer:
    """The configured mail server."""

    host: str
    port: int
    encryption: str
    user: str | None
    connections: int


@dataclass(frozen=True)
class MailSetup:
    """How mail leaves: by a server, or (`server` None) not at all, into the built-in outbox."""

    from_address: str
    server: MailServer | None


def mail_setup(settings: Settings) -> MailSetup:
    """The way out of this installation's mail."""
    sender = from_address(settings)
    if not settings.smtp_url:
        return MailSetup(sender, None)
    target = parse(settings.smtp_url)
    words = ENCRYPTION_WORDS[target.encryption]
    server = MailServer(target.host, target.port, words, target.user, target.pool)
    return MailSetup(sender, server)
