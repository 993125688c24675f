"""How long a reply still waits, and what the reply rules decided about it, in words."""

from datetime import datetime, timedelta
from math import ceil

from leadwright.features.replies.modes import NO_RULES

MODES = {
    "send": "send at once",
    "delay": "send after a while",
    "draft": "hold as a draft",
    "none": "write none",
}


def leaves_in(send_after: datetime, now: datetime) -> str:
    """Such as: leaves in 40 s, leaves in 4 min, leaves in 2 h 5 min, leaves in 3 days, leaves now."""
    left = send_after - now
    if left <= timedelta():
        return "leaves now"
    seconds = ceil(left.total_seconds())
    if seconds < 60:
        return f"leaves in {seconds} s"
    minutes = ceil(seconds / 60)
    if minutes < 60:
        return f"leaves in {minutes} min"
    hours, rest = divmod(minutes, 60)
    if hours < 48:
        return f"leaves in {hours} h {rest} min" if rest else f"leaves in {hours} h"
    return f"leaves in {round(hours / 24)} days"


def decided(mode: str | None, chosen_by: str | None) -> str:
    """The rule behind it and what it asks for, true before and after; nothing where no rule decides."""
    if not mode:
        return ""
    if chosen_by is not None and chosen_by in NO_RULES:
        return f"{reason(chosen_by)} ({MODES.get(mode, mode)})"
    rule = f"The reply rule “{chosen_by}”" if chosen_by else "The reply rules"
    return f"{rule}: {MODES.get(mode, mode)}"


def reason(chosen_by: str | None) -> str:
    """Why a reply waits, in short: what decided about it; nothing where nobody knows."""
    if not chosen_by:
        return ""
    is_ours = chosen_by in NO_RULES
    return f"{chosen_by[:1].upper()}{chosen_by[1:]}" if is_ours else f"Rule “{chosen_by}”"
