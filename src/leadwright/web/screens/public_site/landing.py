"""The public pages: the landing page with the live demo, the thank-you page, a visitor's result."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from leadwright.domain.errors import FieldProblem
from leadwright.features.workspaces.visitors import DAYS_KEPT
from leadwright.web.screens.public_site.demo_ledger import LedgerView, ledger_view
from leadwright.web.screens.public_site.demo_result import RunResult
from leadwright.web.screens.public_site.demo_run import RunView, run_view
from leadwright.web.screens.public_site.roi import Figures, Worth, read_figures, worth
from leadwright.web.screens.public_site.sheet_example import SHEET, SheetExample
from leadwright.web.wording import sentences

FEWEST_ANSWERED = 20
EXAMPLE_FILE = Path(__file__).with_name("landing_example.json")


@dataclass(frozen=True)
class SiteLinks:
    """Where the public pages point. A link that is None is not drawn."""

    public_url: str
    home: str = "/"
    sign_in: str | None = "/login"
    api_docs: str | None = None
    guide: str | None = None
    arithmetic: str | None = None
    source: str | None = None
    privacy: str | None = None
    imprint: str | None = None
    calculator: str = "/calculator"


@dataclass(frozen=True)
class DemoStats:
    """The demo form's last 30 days: what customers' workspaces do is nobody's business."""

    answered: int = 0
    median_reply_ms: float | None = None


@dataclass(frozen=True)
class DemoForm:
    """What the form holds before the visitor touches it."""

    name: str
    email: str
    company: str
    message: str


@dataclass(frozen=True)
class Example:
    """A run recorded from the shipped message, so that the frame is never empty."""

    form: DemoForm
    run: RunView
    ledger: LedgerView
    json: str


@dataclass(frozen=True)
class LandingContext:
    """All the landing page shows. Without `demo_submit_url` the form says that there is no demo."""

    links: SiteLinks
    example: Example
    figures: Figures
    worth: Worth
    stats: str
    demo_submit_url: str | None = None
    days_kept: int = DAYS_KEPT
    sheet: SheetExample = SHEET


@dataclass(frozen=True)
class ThanksContext:
    """What a submitter without JavaScript sees after a form post."""

    links: SiteLinks
    result_url: str | None = None
    back_url: str | None = None


@dataclass(frozen=True)
class PrivacyContext:
    """What the demo form keeps, and for how long."""

    links: SiteLinks
    days_kept: int = DAYS_KEPT


@dataclass(frozen=True)
class ResultContext:
    """What became of one submission; `refresh_seconds` while it is under way.

    `run` comes from what this visitor may see: the reply alone, or everything on the demo form.
    """

    links: SiteLinks
    run: RunView
    ledger: LedgerView | None = None
    timed: bool = False
    refresh_seconds: int | None = None


@dataclass(frozen=True)
class ProblemContext:
    """A form post that could not be taken, told to a visitor without JavaScript."""

    links: SiteLinks
    title: str
    problems: tuple["ProblemLine", ...] = ()


@dataclass(frozen=True)
class ProblemLine:
    """A field and what is wrong with it, in sentences."""

    field: str
    sentence: str


def landing_context(
    links: SiteLinks,
    stats: DemoStats,
    query: Mapping[str, str],
    demo_submit_url: str | None,
) -> LandingContext:
    """Fill the landing page from live figures and the calculator's figures in the address."""
    figures = read_figures(query)
    return LandingContext(
        links=links,
        example=example(),
        figures=figures,
        worth=worth(figures),
        stats=stats_line(stats),
        demo_submit_url=demo_submit_url,
    )


def result_context(links: SiteLinks, result: RunResult) -> ResultContext:
    """A submission's page, which looks again by itself until there is an end to show."""
    run = run_view(result)
    return ResultContext(
        links=links,
        run=run,
        ledger=ledger_view(run.ledger) if run.ledger else None,
        timed=bool(result.steps),
        refresh_seconds=1 if run.state == "running" else None,
    )


def problem_context(
    links: SiteLinks, title: str, problems: tuple[FieldProblem, ...]
) -> ProblemContext:
    """A refusal for a person: each problem as sentences, its reason's identifier spelled out."""
    lines = tuple(ProblemLine(p.field, sentences(p.reason, p.remedy)) for p in problems)
    return ProblemContext(links, title, lines)


@cache
def example() -> Example:
    """Read the recorded run once; the browser gets the same JSON to replay it."""
    recorded = json.loads(EXAMPLE_FILE.read_bytes())
    run = run_view(RunResult.model_validate(recorded["result"]))
    if run.ledger is None:
        raise ValueError(f"{EXAMPLE_FILE.name} has no score to show")
    return Example(
        form=DemoForm(**recorded["form"]),
        run=run,
        ledger=ledger_view(run.ledger),
        # "</script>" inside the data would end the element that carries it.
        json=json.dumps(recorded["result"]).replace("<", "\\u003c"),
    )


def stats_line(stats: DemoStats) -> str:
    """One line of live figures; nothing while there are too few to mean anything."""
    if stats.answered < FEWEST_ANSWERED or stats.median_reply_ms is None:
        return ""
    return (
        f"This server in the last 30 days: {counted(stats.answered, 'lead', 'leads')} of this form"
        f" answered, median {round(stats.median_reply_ms):,} ms"
    )


def counted(count: int, one: str, many: str) -> str:
    """1 lead, 2 leads."""
    return f"{count:,} {one if count == 1 else many}"
