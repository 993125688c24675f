"""When a member should follow up on an answered lead, and how that task is called."""

from datetime import UTC, date, datetime, time, timedelta

from leadwright.domain.errors import FieldProblem, Invalid
from leadwright.domain.lead import LeadSnapshot
from leadwright.domain.reading import Matter
from leadwright.domain.values import Grade

LONGEST_TITLE = 200
READ_IN_PERSON = "Read the message of"
# The shortest month, so that the day is never too late.
_LEGAL_MONTH = timedelta(days=28)
_SOON = 3
_WORKING_DAYS = {Grade.A: 1, Grade.B: 2, Grade.C: 3, Grade.D: 5}


def follow_up(lead: LeadSnapshot, now: datetime) -> tuple[str, datetime]:
    """Title and due time: the better the lead, the sooner. `now` is in the workspace's time zone."""
    who = lead.form.name or lead.form.email or lead.form.phone or "the lead"
    if asks_about_own_data(lead):
        until = lead.received_at.astimezone(now.tzinfo) + _LEGAL_MONTH
        title = f"Answer {who} about their own data, by law until {until.day} {until:%b}"
        return title, add_working_days(now, _SOON)
    if lead.reply_held:
        return f"Approve the draft to {who}", add_working_days(now, 1)
    if lead.reading is not None and lead.reading.unsure:
        return f"{READ_IN_PERSON} {who} and answer in person", add_working_days(now, 1)
    days = _WORKING_DAYS[lead.score.grade] if lead.score else 2
    return f"Follow up with {who}", add_working_days(now, days)


def asks_about_own_data(lead: LeadSnapshot) -> bool:
    """Whether the law gives a month to answer: an approved acknowledgement is no answer yet."""
    return lead.reading is not None and lead.reading.matter is Matter.OWN_DATA


def add_working_days(moment: datetime, days: int) -> datetime:
    """The same hour on the clock that many Mondays to Fridays later, in the moment's own zone; in UTC."""
    while days > 0:
        moment += timedelta(days=1)
        if moment.weekday() < 5:
            days -= 1
    return moment.astimezone(UTC)


def due_on(day: date, now: datetime) -> datetime:
    """The due time of a task whose date alone was given; `now` is in the workspace's time zone.

    Noon there; late on the day itself, so that a task planned in the afternoon for today is not
    overdue at once.
    """
    noon = datetime.combine(day, time(12), now.tzinfo).astimezone(UTC)
    if noon <= now and day == now.date():
        return datetime.combine(day, time(23, 59), now.tzinfo).astimezone(UTC)
    return noon


def check(title: str, due: str) -> tuple[str, date]:
    """The title on one line and the due date; Invalid names every field that will not do."""
    problems = []
    title = " ".join(title.split())
    if not title:
        problems.append(FieldProblem("title", "missing", "Say what is to be done."))
    elif len(title) > LONGEST_TITLE:
        remedy = f"Shorten it to {LONGEST_TITLE} characters; it has {len(title)}."
        problems.append(FieldProblem("title", "too_long", remedy))
    day = _date(due)
    if day is None:
        remedy = "Choose a date from 2000 to 2099, such as 2027-01-31."
        problems.append(FieldProblem("due", "malformed", remedy))
    if problems or day is None:
        raise Invalid("Some fields need another look.", problems=tuple(problems))
    return title, day


def _date(due: str) -> date | None:
    try:
        day = date.fromisoformat(due.strip())
    except ValueError:
        return None
    return day if 2000 <= day.year <= 2099 else None
