"""What every process is built from: settings, the database, the keyring and the event log."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from leadwright.features.leads import subscribers as leads
from leadwright.features.notifications import subscribers as notifications
from leadwright.integrations.smtp import target as smtp
from leadwright.kernel.crypto import Keyring, secret_in_folder
from leadwright.kernel.db.embedded import EmbeddedPostgres
from leadwright.kernel.db.session import Database
from leadwright.kernel.db.urls import DatabaseUrls
from leadwright.kernel.events import EventLog, Subscriptions
from leadwright.kernel.settings import REMEDIES, Settings, SettingsRefused

SUBSCRIPTIONS: Sequence[Subscriptions] = (leads.subscriptions, notifications.subscriptions)


@dataclass(frozen=True)
class House:
    """The parts that live as long as the process."""

    settings: Settings
    database: Database
    events: EventLog
    keyring: Keyring


@dataclass
class DatabaseServer:
    """The database this process uses: somebody else's server, or the embedded one."""

    urls: DatabaseUrls
    embedded: EmbeddedPostgres | None = None

    def leave(self) -> None:
        """End a short command: those who joined the server meanwhile are waited for."""
        if self.embedded is not None:
            self.embedded.stop(wait_for_others=True)

    def stop(self) -> None:
        if self.embedded is not None:
            self.embedded.stop()


def start_database(settings: Settings) -> DatabaseServer:
    """The configured database, or the embedded one, started or shared. Raises DatabaseUnavailable."""
    if settings.database_urls is not None:
        return DatabaseServer(settings.database_urls)
    server = EmbeddedPostgres(data_folder(settings) / "postgres", pg_bin=settings.pg_bin)
    return DatabaseServer(server.start(), server)


def data_folder(settings: Settings) -> Path:
    """The folder of everything this installation keeps outside the database, made on first use."""
    folder = settings.data.expanduser().resolve()
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def build(settings: Settings, urls: DatabaseUrls, *, pool_size: int = 10) -> House:
    """Put the common parts together."""
    mail_target(settings)
    events = EventLog(SUBSCRIPTIONS)
    return House(
        settings=settings,
        database=Database(urls, pool_size=pool_size, before_commit=events.flush),
        events=events,
        keyring=keyring(settings),
    )


def keyring(settings: Settings) -> Keyring:
    """The configured secret, the one before it, or the one in the data folder."""
    newest = settings.secret or secret_in_folder(data_folder(settings))
    older = (settings.secret_previous,) if settings.secret_previous else ()
    return Keyring((newest, *older))


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


def mail_target(settings: Settings) -> smtp.Target | None:
    """The configured mail server, if any. SettingsRefused if its address has an option wrong."""
    if not settings.smtp_url:
        return None
    try:
        return smtp.parse(settings.smtp_url)
    except ValueError as problem:
        raise SettingsRefused(f"- smtp_url: {problem}\n  {REMEDIES['smtp_url']}") from problem


def one_time_password() -> str:
    """A first password for a member, to be handed over and changed."""
    return secrets.token_urlsafe(12)
