"""What the table of leads calls intents, statuses, replies and sources."""

from leadwright.web.screens import durations
from leadwright.web.screens.lead.words import INTENTS, STATUSES

__all__ = ["GRADES", "INTENTS", "REPLIES", "STATUSES"]

GRADES: dict[str, str] = {letter: letter for letter in "ABCD"}
REPLIES: dict[str, str] = {
    "pending": "Waiting",
    "delayed": "Leaves later",
    "answered": "Answered",
    "held": "Held",
    "stopped": "Not answered",
    "failed": "Failed",
    "unconfirmed": "Unconfirmed",
    "none": "Not asked for",
}


def reply_words(status: str, ms: int | None) -> str:
    """How the reply fared; of an answered lead, the time it took."""
    if status == "answered" and ms is not None:
        return durations.exact(ms)
    return REPLIES.get(status, status)
