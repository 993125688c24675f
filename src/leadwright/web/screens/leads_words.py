"""What the table of leads calls intents, statuses, replies and sources."""

from leadwright.web.screens.lead_words import INTENTS, STATUSES

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
}


def reply_words(status: str, ms: int | None) -> str:
    """How the reply fared; of an answered lead, the time it took."""
    if status == "answered" and ms is not None:
        return duration(ms)
    return REPLIES.get(status, status)


def duration(ms: int) -> str:
    """0.34 s; 12.4 s; 3 min 12 s; 2 h 5 min; 3 days."""
    seconds = ms / 1000
    if seconds < 10:
        return f"{seconds:.2f} s"
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 60:
        return f"{minutes} min {rest} s" if rest else f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    if hours < 48:
        return f"{hours} h {minutes} min" if minutes else f"{hours} h"
    return f"{hours // 24} days"
