"""What `/styleguide` shows: every macro with example values, so that one picture covers the kit."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from leadwright.web.shell import Shell, WorkspaceLink
from leadwright.web.view import LedgerPart, LedgerRow, PipelineStep, TimelineEntry

# A fixed moment: the picture is the same on every day.
NOON = datetime(2026, 11, 19, 12, 2, 11, tzinfo=UTC)


@dataclass(frozen=True)
class Person:
    """A row of the example table."""

    name: str
    company: str
    intent: str
    score: int | None
    grade: str
    status: str
    status_word: str
    owner: str


@dataclass(frozen=True)
class StyleguideContext:
    """Needs no database: `example()` is all there is."""

    shell: Shell
    csrf_token: str
    now: datetime
    people: tuple[Person, ...]
    statuses: tuple[tuple[str, str], ...]
    reasons: tuple[tuple[str, float], ...]
    parts: tuple[LedgerPart, ...]
    rest: tuple[LedgerRow, ...]
    total: float
    steps: tuple[PipelineStep, ...]
    timeline: tuple[TimelineEntry, ...]
    hours: tuple[tuple[int, int] | None, ...]
    past: tuple[int, ...]
    colours: tuple[tuple[str, str, str], ...]


STATUSES = (
    ("new", "New"),
    ("accepted", "Accepted"),
    ("working", "Working"),
    ("qualified", "Qualified"),
    ("nurture", "Nurture"),
    ("rejected", "Rejected"),
    ("converted", "Converted"),
)

PEOPLE = (
    Person("Luca Ferrante", "Officine Ferrante", "Demo", 64, "B", "new", "New", ""),
    Person(
        "Katrin Ostermann",
        "Mühlenhof Backwaren",
        "Purchase",
        77,
        "A",
        "new",
        "New",
        "Ines Carvalho",
    ),
    Person("Théo Marchand", "Groupe Alvéole", "Question", 48, "C", "working", "Working", "Bo Li"),
    Person("Lena Hoffstetter", "freelance", "Job seeker", 4, "D", "nurture", "Nurture", ""),
    Person("rankboost@linkfarm.example", "", "Solicitation", None, "", "rejected", "Stopped", ""),
)

REASONS = (
    ("180 staff, target is 50–500", 11.20),
    ("Head of maintenance: decides", 10.40),
    ("13 more reasons", 57.62),
    ("Uses Wartwerk until March 2027", -2.40),
    ("Rounding", 0.18),
)

PARTS = (
    LedgerPart(
        "Fit",
        40,
        80.00,
        32.00,
        (
            LedgerRow("180 staff, target is 50–500", 28.00, 11.20, "imprint, 0.98"),
            LedgerRow("Industrial bakery, a target industry", 24.00, 9.60, "website, 0.91"),
            LedgerRow("Head of maintenance: decides", 26.00, 10.40, "signature, 0.97"),
            LedgerRow("Germany, a served territory", 8.00, 3.20, "imprint, 0.98"),
            LedgerRow("Uses Wartwerk until March 2027", -6.00, -2.40, "message, 0.88"),
        ),
    ),
    LedgerPart(
        "Engagement",
        40,
        62.05,
        24.82,
        (
            LedgerRow("Pricing page, 3 views today", 42.05, 16.82, "halves every 14 days"),
            LedgerRow("Watched the product tour", 25.05, 10.02, "25 on 17 Nov"),
            LedgerRow("Did not show up at the webinar", -5.05, -2.02, "-8 on 30 Oct"),
        ),
    ),
    LedgerPart(
        "Intent",
        20,
        100.00,
        20.00,
        (
            LedgerRow("Asks for a firm quote", 70.00, 14.00, "Purchase, 0.93"),
            LedgerRow("Names a budget", 40.00, 8.00, "up to 24,000 EUR a year"),
            LedgerRow("A part ends at 100", -10.00, -2.00, adjust=True),
        ),
    ),
)

STEPS = (
    PipelineStep("Screen", "not spam, limits kept", 6, 4),
    PipelineStep("Dedupe", "known person, 0.96", 10, 7),
    PipelineStep("Enrich", "imprint, website", 17, 43),
    PipelineStep("Understand", "Purchase 0.93, German", 60, 212),
    PipelineStep("Score", "41 to 77, grade A", 272, 8),
    PipelineStep("Route", "Enterprise DACH", 280, 2),
    PipelineStep("Respond", "mail server said 250", 282, 96),
    PipelineStep("Notify", "Enterprise team", 340, 38),
)

TIMELINE = (
    TimelineEntry("bell", "Enterprise team told", NOON, "accept timer of 60 minutes started"),
    TimelineEntry("send", "Reply sent in 0.38 s", NOON),
    TimelineEntry("trending-up", "Score 41 to 77, now grade A", NOON),
    TimelineEntry("text-cursor-input", "Sent the form", NOON - timedelta(hours=2)),
    TimelineEntry("eye", "Looked at the pricing page", NOON - timedelta(days=2), "3 times"),
)

LEADS = (0, 0, 0, 1, 1, 1, 4, 6, 12, 17, 21, 15, 10, 15, 11)
STOPPED = (1, 0, 1, 1, 0, 1, 0, 1, 1, 2, 1, 2, 1, 1, 1)
PAST = (0, 1, 0, 1, 0, 1, 2, 6, 11, 14, 18, 16, 9, 12, 14, 11, 8, 5, 4, 3, 2, 1, 1, 0)

COLOURS = (
    ("bg-base-100", "base-100", "surface"),
    ("bg-base-200", "base-200", "canvas"),
    ("bg-base-300", "base-300", "hairline"),
    ("bg-hover", "hover", "row hover"),
    ("bg-chosen", "chosen", "selected"),
    ("bg-control", "control", "control edge"),
    ("bg-primary", "primary", "accent"),
    ("bg-mark", "mark", "neutral bar"),
    ("bg-success", "success", "dot, good"),
    ("bg-warning", "warning", "dot, look"),
    ("bg-error", "error", "minus, failed"),
    ("bg-base-content", "content", "text"),
)


def example() -> StyleguideContext:
    """Everything the page needs."""
    shell = Shell(
        workspace_name="Tidewater Systems",
        workspace_url="/w/tidewater",
        person_name="Ines Carvalho",
        person_email="ines@tidewater.example",
        section="styleguide",
        workspaces=(
            WorkspaceLink("Tidewater Systems", "/w/tidewater"),
            WorkspaceLink("Demo", "/w/demo"),
        ),
        counts=(("tasks", 3), ("failed-jobs", 1)),
    )
    coming = 24 - len(LEADS)
    return StyleguideContext(
        shell=shell,
        csrf_token="example",  # noqa: S106 - nothing on this page is sent
        now=NOON,
        people=PEOPLE,
        statuses=STATUSES,
        reasons=REASONS,
        parts=PARTS,
        rest=(LedgerRow("Rounding to a whole point", 0, 0.18),),
        total=77.00,
        steps=STEPS,
        timeline=TIMELINE,
        hours=(*zip(LEADS, STOPPED, strict=True), *(None,) * coming),
        past=PAST,
        colours=COLOURS,
    )
