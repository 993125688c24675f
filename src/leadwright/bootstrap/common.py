"""What every process is built from: settings, the database, the keyring and the event log."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from leadwright.bootstrap import operator_alerts
from leadwright.bootstrap.database import data_folder
from leadwright.bootstrap.mail import mail_target
from leadwright.features.behaviour import subscribers as behaviour
from leadwright.features.experiments import subscribers as experiments
from leadwright.features.leads import subscribers as leads
from leadwright.features.notifications import subscribers as notifications
from leadwright.features.replies import subscribers as replies
from leadwright.features.scoring import subscribers as scoring
from leadwright.features.tasks import subscribers as tasks
from leadwright.kernel.crypto import Keyring, secret_in_folder
from leadwright.kernel.db.session import Database
from leadwright.kernel.db.urls import DatabaseUrls
from leadwright.kernel.events import EventLog, Subscriptions
from leadwright.kernel.settings import Settings

SUBSCRIPTIONS: Sequence[Subscriptions] = (
    leads.subscriptions,
    notifications.subscriptions,
    experiments.subscriptions,
    replies.subscriptions,
    behaviour.subscriptions,
    scoring.subscriptions,
    tasks.subscriptions,
)


@dataclass(frozen=True)
class Runtime:
    """The parts that live as long as the process."""

    settings: Settings
    database: Database
    events: EventLog
    keyring: Keyring


def build(settings: Settings, urls: DatabaseUrls, *, pool_size: int = 10) -> Runtime:
    """Put the common parts together."""
    mail_target(settings)
    operator_alerts.check(settings)
    events = EventLog(SUBSCRIPTIONS)
    return Runtime(
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


def one_time_password() -> str:
    """A first password for a member, to be handed over and changed."""
    return secrets.token_urlsafe(12)
