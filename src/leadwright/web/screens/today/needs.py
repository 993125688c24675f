"""What waits for a person: counts with the way to each list. Kinds with nothing to do are left out."""

from collections.abc import Mapping
from dataclasses import dataclass

from leadwright.features.tasks.due import MOST as TASKS_MOST

FAILED_MOST = 100


@dataclass(frozen=True)
class Need:
    """A line of "Needs you". `tone` is `bad`, `look` or nothing."""

    symbol: str
    tone: str
    name: str
    note: str
    number: str
    href: str


@dataclass(frozen=True)
class Waiting:
    """How much waits. Failed jobs and tasks are counted to a limit only.

    `files`: read, and not taken in before somebody looked.
    """

    open_alerts: int
    messages: Mapping[str, int]
    failed_jobs: int
    tasks_due: int
    files: int


_MAILS = (
    ("failed", "triangle-alert", "bad", "Mails failed", "send them again, or write yourself"),
    (
        "unconfirmed",
        "circle-question-mark",
        "bad",
        "Mails unconfirmed",
        "connection lost while sending",
    ),
    ("held", "mail-question-mark", "look", "Drafts to approve", "not sent without you"),
)


def needs(waiting: Waiting, url: str) -> tuple[Need, ...]:
    """The lines that have something to do, the worst first."""
    lines: list[Need] = []
    if waiting.open_alerts:
        number = f"{waiting.open_alerts:,}"
        lines.append(
            Need("bell-ring", "bad", "Open alerts", "something fails now", number, f"{url}/alerts")
        )
    lines += [
        Need(
            symbol,
            tone,
            name,
            note,
            f"{waiting.messages[status]:,}",
            f"{url}/approvals" if status == "held" else f"{url}/outbox?status={status}",
        )
        for status, symbol, tone, name, note in _MAILS
        if waiting.messages.get(status)
    ]
    if waiting.failed_jobs:
        number = _up_to(waiting.failed_jobs, FAILED_MOST)
        note = "the queue gave up on them"
        lines.append(Need("server-crash", "bad", "Failed jobs", note, number, f"{url}/failed-jobs"))
    if waiting.files:
        note = "read, and not taken in without you"
        number = f"{waiting.files:,}"
        lines.append(
            Need("file-spreadsheet", "look", "Files to check", note, number, f"{url}/imports")
        )
    if waiting.tasks_due:
        number = _up_to(waiting.tasks_due, TASKS_MOST)
        lines.append(
            Need("timer", "look", "Tasks due", "due now or before", number, f"{url}/tasks")
        )
    return tuple(lines)


def _up_to(number: int, most: int) -> str:
    return f"{number:,}+" if number >= most else f"{number:,}"
