"""What the settings say about mail, for people to read: never the password."""

from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from leadwright.integrations.smtp.target import Encryption, Target, parse
from leadwright.kernel.loading import resolve
from leadwright.kernel.settings import REMEDIES, Settings, SettingsRefused

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


def from_address(settings: Settings) -> str:
    """The sender of our mail: as set, else the mail account's, else named after the public host."""
    if settings.mail_from:
        return settings.mail_from
    user = unquote(urlsplit(settings.smtp_url or "").username or "")
    if "@" in user:
        return user
    host = urlsplit(settings.address).hostname or "localhost"
    if host.replace(".", "").isdigit() or host == "localhost" or ":" in host:
        host = "leadwright.localhost"
    return f"leads@{host}"


def mail_target(settings: Settings) -> Target | None:
    """The configured mail server, if any. SettingsRefused if its address has an option wrong."""
    if settings.dkim_key:  # asked for here, so that a wrong key is told as early as a wrong address
        resolve("leadwright.bootstrap.signing:signer")(settings)
    if not settings.smtp_url:
        return None
    try:
        return parse(settings.smtp_url)
    except ValueError as problem:
        raise SettingsRefused(f"- smtp_url: {problem}\n  {REMEDIES['smtp_url']}") from problem
