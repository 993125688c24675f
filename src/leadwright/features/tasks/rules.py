"""When somebody should look after an answered lead again, and what to call that."""

from datetime import datetime, timedelta

from leadwright.domain.lead import LeadSnapshot
from leadwright.domain.values import Grade

_WORKING_DAYS = {Grade.A: 1, Grade.B: 2, Grade.C: 3, Grade.D: 5}


def follow_up(lead: LeadSnapshot, now: datetime) -> tuple[str, datetime]:
    """Title and due time: the better the lead, the sooner."""
    who = lead.form.name or lead.form.email or lead.form.phone or "the lead"
    if lead.reply_held:
        return f"Approve the draft to {who}", add_working_days(now, 1)
    if lead.reading is not None and lead.reading.unsure:
        return f"Read the message of {who} and answer in person", add_working_days(now, 1)
    days = _WORKING_DAYS[lead.score.grade] if lead.score else 2
    return f"Follow up with {who}", add_working_days(now, days)


def add_working_days(moment: datetime, days: int) -> datetime:
    """The same hour that many Mondays to Fridays later."""
    while days > 0:
        moment += timedelta(days=1)
        if moment.weekday() < 5:
            days -= 1
    return moment
