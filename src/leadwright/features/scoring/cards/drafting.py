"""Scorecards are made, drafted, published, rolled back and set aside; a published version never changes."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, delete, func, select, text, update
from sqlalchemy.dialects.postgresql import insert

from leadwright.domain.errors import Conflict, FieldProblem, Invalid, NotFound
from leadwright.domain.events import ScorecardPublished
from leadwright.domain.ids import PersonId, new_id
from leadwright.features.scoring.cards import stored as cards
from leadwright.features.scoring.cards.scorecards import Scorecard, default_scorecard
from leadwright.features.scoring.models import LeadScore, Rescoring, ScorecardRow, ScorecardVersion
from leadwright.kernel import clock
from leadwright.kernel.db.session import TenantSession
from leadwright.kernel.events import emit
from leadwright.kernel.jobs import BULK, enqueue

RESCORE_BASE = "rescore_base"
STALE = "Somebody changed this draft in the meantime. Look again, then save."
_FOR_ALL = "The primary scorecard counts for every lead: take its condition away, or keep another as primary."
_LEADS = text("select count(*) from lead where workspace_id = :workspace_id")


@dataclass(frozen=True)
class Change:
    """Who changes a scorecard, and why, in their words."""

    by: PersonId | None
    note: str = ""


async def create(session: TenantSession, card: Scorecard, change: Change) -> int:
    """A new scorecard as a draft; the draft's number, 1. Conflict where the name is taken."""
    await _own(session)
    statement = insert(ScorecardRow).values(
        workspace_id=session.info["workspace_id"],
        name=card.name,
        is_primary=False,
        published=None,
        created_by=change.by,
        created_at=clock.now(),
    )
    made = await session.execute(statement.on_conflict_do_nothing().returning(ScorecardRow.name))
    if made.first() is None:
        raise Conflict(f"There is a scorecard {card.name!r} already. Give this one another name.")
    return await _add(session, card, change)


async def save_draft(
    session: TenantSession, card: Scorecard, change: Change, *, seen: int | None = None
) -> int:
    """Keep the card as the scorecard's draft, a new one where there is none; its number.

    `seen`: the number of the draft the editor was opened with. Conflict where that is no longer the
    draft: it was published or thrown away meanwhile.
    """
    await _known(session, card.name)
    standing = await cards.draft(session, card.name)
    if standing is None:
        if seen is not None:
            raise Conflict(STALE)
        return await _add(session, card, change)
    if seen is not None and standing.number != seen:
        raise Conflict(STALE)
    stored = _stored(card, standing.number)
    if stored != standing.card:
        note = change.note or standing.note
        await _redraft(session, card.name, stored, Change(change.by, note))
    return standing.number


async def undo(session: TenantSession, name: str, change: Change) -> None:
    """The draft as it was before its last change; once more brings that change back.

    Conflict where nothing was changed.
    """
    await _known(session, name)
    standing = await cards.draft(session, name)
    if standing is None or standing.before is None:
        raise Conflict("There is no change of this draft to take back.")
    await _redraft(session, name, standing.before, Change(change.by, standing.note))


async def _redraft(
    session: TenantSession, name: str, stored: dict[str, object], change: Change
) -> None:
    """The draft is this card now; what it was is kept for one step back."""
    await session.execute(
        update(ScorecardVersion)
        .where(*_key(session, name), ScorecardVersion.state == "draft")
        .values(
            before=ScorecardVersion.card,
            card=stored,
            note=change.note,
            author=change.by,
            changed_at=clock.now(),
        )
    )


async def take_in(
    session: TenantSession, card: Scorecard, change: Change, *, replace: bool = False
) -> int:
    """A card from outside as a draft, of the scorecard it names or of a new one; the draft's number.

    Conflict where somebody works on another draft, unless that may be replaced.
    """
    there = {one.name for one in await cards.listed(session, archived=True)}
    if card.name not in there:
        return await create(session, card, change)
    standing = await cards.draft(session, card.name)
    if standing is not None and not replace and _stored(card, standing.number) != standing.card:
        raise Conflict(
            f"{card.name!r} has a draft that somebody works on, version {standing.number} to be, and it"
            " says something else. Replace it, or publish or discard it first."
        )
    return await save_draft(session, card, change)


async def discard_draft(session: TenantSession, name: str) -> None:
    """Throw the draft away; of a scorecard that was never published, the scorecard too."""
    row = await _known(session, name)
    await session.execute(
        delete(ScorecardVersion).where(*_key(session, name), ScorecardVersion.state == "draft")
    )
    if row.published is None:
        await session.execute(delete(ScorecardRow).where(*_row_key(session, name)))


async def publish(session: TenantSession, name: str, change: Change, *, seen: int) -> UUID:
    """Put the draft in force and have the base scored anew; the id of that run.

    `seen`: the draft's number as the person saw it, replayed or not. Conflict for another one.
    """
    row = await _known(session, name)
    standing = await cards.draft(session, name)
    if standing is None or standing.number != seen:
        raise Conflict("This draft is not there any more. Look again, then publish.")
    card = Scorecard.model_validate(standing.card)
    if row.is_primary and card.applies_to is not None:
        raise Invalid(
            _FOR_ALL, problems=(FieldProblem("applies_to", "not for the primary", _FOR_ALL),)
        )
    now = clock.now()
    await _retire(session, name)
    await session.execute(
        update(ScorecardVersion)
        .where(*_key(session, name), ScorecardVersion.number == seen)
        .values(
            state="published",
            before=None,
            published_at=now,
            note=change.note or standing.note,
            author=change.by or standing.author,
        )
    )
    await session.execute(
        update(ScorecardRow)
        .where(*_row_key(session, name))
        .values(published=seen, archived_at=None)
    )
    emit(
        session,
        ScorecardPublished(scorecard=name, number=seen, copy_of=standing.copy_of, by=change.by),
    )
    return await start_rescoring(session, name, seen, change.by)


async def roll_back(session: TenantSession, name: str, number: int, change: Change) -> UUID:
    """Put an older version in force again, as a new version equal to it; the id of the mass run."""
    await _known(session, name)
    old = await cards.version(session, name, number)
    note = change.note or f"Back to version {number}"
    return await put_in_force(session, old, Change(change.by, note), copy_of=number)


async def put_in_force(
    session: TenantSession, card: Scorecard, change: Change, *, copy_of: int | None = None
) -> UUID:
    """Publish this card as a new version of its scorecard; the id of the mass run.

    A draft somebody works on stays a draft, with a number after the new one.
    """
    name = card.name
    await _known(session, name)
    waiting = await cards.draft(session, name)
    if waiting is not None:
        await session.execute(
            delete(ScorecardVersion).where(*_key(session, name), ScorecardVersion.state == "draft")
        )
    made = await _add(session, card, change, copy_of=copy_of)
    run = await publish(session, name, change, seen=made)
    if waiting is not None:
        kept = Scorecard.model_validate(waiting.card)
        author = None if waiting.author is None else PersonId(waiting.author)
        await _add(session, kept, Change(author, waiting.note))
    return run


async def make_primary(session: TenantSession, name: str, change: Change) -> UUID:
    """Have this scorecard's total be the lead's score; the id of the run that writes it to lists."""
    row = await _known(session, name)
    if row.published is None:
        raise Conflict("Publish this scorecard first: nobody has a score by it yet.")
    if row.archived_at is not None:
        raise Conflict("This scorecard is set aside. Publish it again first.")
    card = await cards.version(session, name, row.published)
    if card.applies_to is not None:
        raise Invalid(
            _FOR_ALL, problems=(FieldProblem("applies_to", "not for the primary", _FOR_ALL),)
        )
    workspace_id = session.info["workspace_id"]
    for wanted in (False, True):  # never two at once: the index refuses them
        where = ScorecardRow.name == name if wanted else ScorecardRow.is_primary
        await session.execute(
            update(ScorecardRow)
            .where(ScorecardRow.workspace_id == workspace_id, where)
            .values(is_primary=wanted)
        )
    return await start_rescoring(session, name, row.published, change.by)


async def set_aside(session: TenantSession, name: str) -> None:
    """Archive a scorecard: leads have no score by it any more, its versions and history stay."""
    row = await _known(session, name)
    if row.is_primary:
        raise Conflict("This is the primary scorecard. Make another one primary first.")
    workspace_id = session.info["workspace_id"]
    await session.execute(
        update(ScorecardRow).where(*_row_key(session, name)).values(archived_at=clock.now())
    )
    await _replace_runs(session, name)
    await session.execute(
        delete(LeadScore).where(LeadScore.workspace_id == workspace_id, LeadScore.scorecard == name)
    )


async def rescore_primary(session: TenantSession, by: PersonId | None) -> UUID:
    """Have every lead scored anew by the primary scorecard as it is in force; the id of that run."""
    await _own(session)
    primary = select(ScorecardRow.name, ScorecardRow.published).where(
        ScorecardRow.workspace_id == session.info["workspace_id"], ScorecardRow.is_primary
    )
    row = (await session.execute(primary.with_for_update())).one()
    return await start_rescoring(session, row.name, row.published, by)


async def start_rescoring(
    session: TenantSession, name: str, number: int, by: PersonId | None
) -> UUID:
    """Have every lead scored by this version, in the bulk lane; a run for an older one ends."""
    await _replace_runs(session, name)
    workspace_id, run_id = session.info["workspace_id"], new_id()
    leads = await session.scalar(_LEADS, {"workspace_id": workspace_id})
    session.add(
        Rescoring(
            workspace_id=workspace_id,
            id=run_id,
            name=name,
            number=number,
            state="running",
            leads=int(leads or 0),
            done=0,
            changed=0,
            crossed=0,
            started_by=by,
            started_at=clock.now(),
        )
    )
    await session.flush()
    payload = {"workspace_id": str(workspace_id), "run_id": str(run_id)}
    await enqueue(session, RESCORE_BASE, payload, priority=BULK)
    return run_id


async def _own(session: TenantSession) -> None:
    """The shipped card becomes the workspace's own the first time anything is changed."""
    shipped, now = default_scorecard(), clock.now()
    workspace_id = session.info["workspace_id"]
    has_any = select(func.count()).where(ScorecardRow.workspace_id == workspace_id)
    if await session.scalar(has_any):
        return
    statement = insert(ScorecardRow).values(
        workspace_id=workspace_id,
        name=shipped.name,
        is_primary=True,
        published=shipped.version,
        created_by=None,
        created_at=now,
    )
    made = await session.execute(statement.on_conflict_do_nothing().returning(ScorecardRow.name))
    if made.first() is not None:
        note = "The scorecard every workspace starts with"
        session.add(_version(session, shipped, shipped.version, Change(None, note), "published"))
        await session.flush()


async def _known(session: TenantSession, name: str) -> ScorecardRow:
    """The scorecard's row, locked, so that two people who publish do it one after the other."""
    await _own(session)
    row = (
        await session.execute(
            select(ScorecardRow).where(*_row_key(session, name)).with_for_update()
        )
    ).scalar_one_or_none()
    if row is None:
        raise NotFound(f"There is no scorecard {name!r} here.")
    return row


async def _add(
    session: TenantSession, card: Scorecard, change: Change, *, copy_of: int | None = None
) -> int:
    number = await cards.newest_number(session, card.name) + 1
    version = _version(session, card, number, change, "draft")
    version.copy_of = copy_of
    session.add(version)
    await session.flush()
    return number


def _version(
    session: TenantSession, card: Scorecard, number: int, change: Change, state: str
) -> ScorecardVersion:
    now = clock.now()
    return ScorecardVersion(
        workspace_id=session.info["workspace_id"],
        name=card.name,
        number=number,
        state=state,
        card=_stored(card, number),
        note=change.note,
        author=change.by,
        created_at=now,
        changed_at=now,
        published_at=now if state == "published" else None,
    )


def _stored(card: Scorecard, number: int) -> dict[str, object]:
    changed = card.model_copy(update={"version": number})
    return changed.model_dump(mode="json", by_alias=True, exclude_none=True)


async def _retire(session: TenantSession, name: str) -> None:
    await session.execute(
        update(ScorecardVersion)
        .where(*_key(session, name), ScorecardVersion.state == "published")
        .values(state="retired")
    )


async def _replace_runs(session: TenantSession, name: str) -> None:
    await session.execute(
        update(Rescoring)
        .where(
            Rescoring.workspace_id == session.info["workspace_id"],
            Rescoring.name == name,
            Rescoring.state == "running",
        )
        .values(state="replaced", finished_at=clock.now())
    )


def _key(session: TenantSession, name: str) -> tuple[ColumnElement[bool], ...]:
    workspace_id = session.info["workspace_id"]
    return (ScorecardVersion.workspace_id == workspace_id, ScorecardVersion.name == name)


def _row_key(session: TenantSession, name: str) -> tuple[ColumnElement[bool], ...]:
    workspace_id = session.info["workspace_id"]
    return (ScorecardRow.workspace_id == workspace_id, ScorecardRow.name == name)
