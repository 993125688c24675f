"""The contexts of the screens of automations, read and put together."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from uuid import UUID

from leadwright.domain.errors import FieldProblem, Invalid
from leadwright.domain.permission import Permission
from leadwright.features.automation import queries, signing
from leadwright.features.automation.models import Automation, AutomationRun
from leadwright.features.automation.plan import Plan, Post
from leadwright.features.scoring.in_force import in_force
from leadwright.features.workspaces import queries as workspaces
from leadwright.kernel import clock
from leadwright.kernel.db.session import ReadSession
from leadwright.pipeline.automation import dry_run as automation_trial
from leadwright.web.condition_form import in_words
from leadwright.web.screens import lead_names
from leadwright.web.screens.automations import references, words
from leadwright.web.screens.automations.form import Typed, with_errors
from leadwright.web.screens.automations.recipes import RECIPES
from leadwright.web.screens.automations.references import PRIMARY, There
from leadwright.web.screens.automations.view import (
    Day,
    FormContext,
    Line,
    ListContext,
    RunContext,
    RunLine,
    ShowContext,
    Step,
    TrialLine,
    TrialShown,
)
from leadwright.web.screens.frame import Frame
from leadwright.web.screens.lead_names import LeadName

LATELY = timedelta(days=30)
LINES_SHOWN = 50
GONE = "one that is not there any more"


async def there_is(session: ReadSession) -> There:
    """Members, and the scorecards in force with their thresholds."""
    cards = await in_force(session)
    bars = {card.name: {one.id: one.label for one in card.thresholds} for card in cards.all}
    return There(
        people=words.people_of(await workspaces.members(session)),
        cards={card.name: card.title for card in cards.all},
        thresholds=bars | {PRIMARY: bars[cards.primary.name]},
    )


async def refuse_gone(session: ReadSession, plan: Plan) -> None:
    """Invalid where the plan points at a member, a scorecard or a threshold that is not there."""
    doing = [one.model_dump() for one in plan.actions]
    if problems := references.gone(plan.narrowed, doing, await there_is(session)):
        raise Invalid("The automation needs another look.", problems=problems)


def refuse_addresses(plan: Plan, refused: Mapping[str, str]) -> None:
    """Invalid where a webhook's address is one that nothing is posted to, each with its reason."""
    problems = tuple(
        FieldProblem(f"a-{number}-url", "refused", f"Nothing is posted there: {refused[one.url]}.")
        for number, one in enumerate(plan.actions)
        if isinstance(one, Post) and refused.get(one.url)
    )
    if problems:
        raise Invalid("The automation needs another look.", problems=problems)


def undo_path(frame: Frame, undo: str) -> str:
    """The address that takes a deletion back; made here, so that a link cannot choose another."""
    try:
        return f"{frame.shell.workspace_url}/automations/{UUID(undo)}/restore" if undo else ""
    except ValueError:
        return ""


async def listed(frame: Frame, session: ReadSession) -> ListContext:
    url = f"{frame.shell.workspace_url}/automations"
    there = await there_is(session)
    tallies = await queries.run_counts(session, clock.now() - LATELY)
    lines = []
    for row in await queries.listed(session):
        tally = tallies.get(row.id, queries.RunCounts(0, 0, None))
        lines.append(
            Line(
                href=f"{url}/{row.id}",
                name=row.name,
                when=words.event_words(row.event, row.narrowed, there.cards),
                does=words.summary(row, there.people),
                on=row.state == "on",
                gone=bool(references.gone(row.narrowed, row.actions, there)),
                acted=tally.acted,
                failed=tally.failed,
                last=tally.last,
            )
        )
    may = frame.who.may(Permission.MANAGE_WORKSPACE)
    return ListContext(may, tuple(lines), f"{url}/new", RECIPES)


async def form(
    frame: Frame,
    session: ReadSession,
    what: tuple[UUID | None, Typed],
    refusal: Invalid | None,
    trial: TrialShown | None,
) -> FormContext:
    automation_id, typed = what
    url = f"{frame.shell.workspace_url}/automations"
    there = await there_is(session)
    doing = [one.values for one in typed.actions]
    gone = references.gone(typed.narrowed, doing, there)
    problems = refusal.problems if refusal else gone
    return FormContext(
        title="Change it" if automation_id else "A new automation",
        url=f"{url}/{automation_id}/edit" if automation_id else f"{url}/new",
        back=f"{url}/{automation_id}" if automation_id else url,
        typed=with_errors(typed, problems),
        events=words.EVENTS,
        cards=_cards(there, typed.narrowed),
        thresholds=(
            ("", "any of them"),
            *references.choices(
                there.of_card(typed.narrowed), [typed.narrowed.get("threshold", "")], GONE
            ),
        ),
        directions=words.DIRECTIONS,
        statuses=words.STATUSES,
        kinds=words.ACTIONS,
        people=references.choices(
            there.people, references.left_in(doing, there.people), references.LEFT
        ),
        fields=words.FIELDS,
        words=in_words(typed.condition),
        errors={p.field: p.remedy for p in problems},
        problems=tuple(
            (p.field if not p.field.startswith("c-") else "", p.remedy) for p in problems
        ),
        trial=trial,
    )


def _cards(there: There, narrowed: Mapping[str, str]) -> words.Options:
    """The scorecards to choose from; none where there is nothing to choose."""
    chosen = narrowed.get("scorecard", "")
    if len(there.cards) < 2 and not chosen:
        return ()
    whichever = (PRIMARY, "whichever is primary")
    return (whichever, *references.choices(there.cards, [chosen], GONE))


async def trial_of(session: ReadSession, plan: Plan) -> TrialShown:
    """A dry run as it is shown."""
    zone = await workspaces.zone(session)
    said = await automation_trial.trial(session, plan, clock.now(), zone)
    newest = said.hits[:LINES_SHOWN]
    names = await lead_names.of_leads(session, (hit.lead_id for hit in newest))
    most = max((count for _, count in said.days), default=0) or 1
    return TrialShown(
        events=said.events,
        cut=said.cut,
        hits=len(said.hits),
        leads=said.leads,
        often=said.too_often,
        days=tuple(Day(day, count, round(100 * count / most)) for day, count in said.days),
        lines=tuple(
            TrialLine(names[hit.lead_id], hit.at) for hit in newest if hit.lead_id in names
        ),
    )


async def shown(
    frame: Frame, session: ReadSession, row: Automation, outcome: str, *, dry: bool
) -> ShowContext:
    outcome = outcome if outcome in words.OUTCOMES else ""
    url = f"{frame.shell.workspace_url}/automations/{row.id}"
    may = frame.who.may(Permission.MANAGE_WORKSPACE)
    there = await there_is(session)
    runs = await queries.runs(session, row.id, outcome)
    names = await lead_names.of_leads(session, (one.lead_id for one in runs))
    has_posts = any(one["do"] == "webhook" for one in row.actions)
    plan = queries.kept_plan(row)
    return ShowContext(
        may_change=may,
        id=row.id,
        name=row.name,
        url=url,
        list_url=f"{frame.shell.workspace_url}/automations",
        on=row.state == "on",
        gone=tuple(one.remedy for one in references.gone(row.narrowed, row.actions, there)),
        when=words.event_words(row.event, row.narrowed, there.cards),
        condition=words.condition_words(row.condition),
        steps=tuple(words.action_words(one, there.people) for one in row.actions),
        version=row.version,
        changed_at=row.changed_at,
        changed_by=there.people.get(str(row.changed_by), "somebody who left"),
        has_posts=has_posts,
        secret=_secret(frame, row) if has_posts and may else "",
        outcome=outcome,
        tabs=(("", "All"), *((key, word) for key, (_, word) in words.OUTCOMES.items())),
        runs=_run_lines(url, runs, names),
        trial=await trial_of(session, plan) if dry else None,
    )


def _secret(frame: Frame, row: Automation) -> str:
    try:
        return signing.unseal(frame.request.app.state.keyring, row.id, row.sealed)
    except ValueError:
        return ""


def _run_lines(
    url: str, runs: Sequence[AutomationRun], names: dict[UUID, LeadName]
) -> tuple[RunLine, ...]:
    return tuple(
        RunLine(
            href=f"{url}/runs/{one.id}",
            at=one.at,
            lead=names.get(one.lead_id),
            tone=words.OUTCOMES[one.outcome][0],
            outcome=words.OUTCOMES[one.outcome][1],
            said=one.reason or "; ".join(step["words"] for step in one.steps),
        )
        for one in runs
    )


async def run(frame: Frame, session: ReadSession, automation_id: UUID, run_id: UUID) -> RunContext:
    """One run. NotFound for one of another automation."""
    row = await queries.one(session, automation_id)
    found = await queries.run(session, automation_id, run_id)
    names = await lead_names.of_leads(session, [found.lead_id])
    others = {one.id: one.name for one in await queries.listed(session)}
    tone, outcome = words.OUTCOMES[found.outcome]
    return RunContext(
        name=row.name,
        back=f"{frame.shell.workspace_url}/automations/{row.id}",
        at=found.at,
        event=words.event_words(found.event, {}, {}),
        lead=names.get(found.lead_id),
        tone=tone,
        outcome=outcome,
        reason=found.reason,
        steps=tuple(
            Step(words.ACTION_WORDS[one["do"]], one["words"], one["error"]) for one in found.steps
        ),
        posts=tuple(await queries.posts(session, found.id)),
        causes=tuple(others.get(one, "a deleted automation") for one in found.chain),
    )
