"""What members are told of files that came: one word a file, and one for files dropped together."""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from uuid import UUID

from leadwright.domain.ids import PersonId
from leadwright.features.imports import jobs, queries
from leadwright.features.imports.queries import Dropped
from leadwright.features.notifications.actions import News, tell
from leadwright.kernel import clock
from leadwright.kernel.db.session import TenantSession
from leadwright.kernel.jobs import BULK, Job, Payload, enqueue
from leadwright.pipeline.engine import Engine

TELL = "tell_of_imports"
AGAIN = timedelta(seconds=20)
PATIENCE = timedelta(minutes=30)
"""Then those that are done are told of, whatever the others do."""
_MOVING = frozenset({"reading", "taking"})
_ALONE = {
    "ready": "waits for you to look at it",
    "refused": "could not be read",
    "failed": "was stopped by an error",
}
_TOGETHER = {"ready": "to be checked", "refused": "unreadable", "failed": "stopped by an error"}


def tasks(engine: Engine) -> tuple[Job, ...]:
    """The job that waits for the last file of a drop."""
    return (Job(TELL, partial(tell_of_drop, engine), timeout=60),)


async def settled(session: TenantSession, import_id: UUID) -> None:
    """A file was taken in, is refused, or waits for a look: nobody may be looking where it came from.

    Others of the same drop are waited for.
    """
    drop = await queries.drop_of(session, import_id)
    if len(drop) < 2:
        await tell(session, _news(drop))
    else:
        await _later(session, import_id, dedupe_key=f"{TELL}:{drop[0].id}")


async def tell_of_drop(engine: Engine, payload: Payload) -> None:
    """Tell once of all, as soon as none of them moves any more."""
    place, import_id = jobs.ids(payload)
    async with engine.database.tenant(place) as session:
        drop = await queries.drop_of(session, import_id)
        if not drop:
            return
        age = clock.now() - drop[-1].created_at
        if age < PATIENCE and any(one.state in _MOVING for one in drop):
            await _later(session, import_id)
        else:
            await tell(session, _news(drop))


async def _later(session: TenantSession, import_id: UUID, dedupe_key: str | None = None) -> None:
    payload = {"workspace_id": str(session.info["workspace_id"]), "import_id": str(import_id)}
    await enqueue(session, TELL, payload, priority=BULK, delay=AGAIN, dedupe_key=dedupe_key)


def _news(drop: Sequence[Dropped]) -> News:
    finished = [one for one in drop if one.state == "done"]
    waiting = sum(one.counts.get("review", 0) for one in finished)
    details = [f"{waiting:,} wait for a person to look."] if waiting else []
    if len(drop) == 1:
        details += [drop[0].message or ""] if drop[0].state in {"refused", "failed"} else []
    else:
        details += _others(drop)
    return News(
        reason_key=_key(drop),
        kind="import",
        title=_title(drop, finished),
        detail=" ".join(details),
        person_id=PersonId(by) if (by := drop[0].created_by) else None,
    )


def _key(drop: Sequence[Dropped]) -> str:
    """The newest file, how many there are of several, and how each stands: told again once that changed."""
    several = [str(len(drop))] if len(drop) > 1 else []
    stand = sorted(Counter(one.state for one in drop).items())
    told = [f"{few}-{state}" for state, few in stand] if several else [drop[0].state]
    return ":".join(["import", str(drop[-1].id), *several, *told])


def _title(drop: Sequence[Dropped], finished: Sequence[Dropped]) -> str:
    told = drop[0].file_name if len(drop) == 1 else f"{len(drop):,} files"
    if len(drop) == 1 and not finished:
        return f"{told} {_ALONE.get(drop[0].state, 'was not taken in')}"
    taken = sum(one.counts.get(name, 0) for one in finished for name in ("new", "merged", "review"))
    return f"{told}: {taken:,} {'lead' if taken == 1 else 'leads'} taken in"


def _others(drop: Sequence[Dropped]) -> list[str]:
    """What became of those that did not go in."""
    told = []
    for state, words in _TOGETHER.items():
        if few := sum(one.state == state for one in drop):
            told.append(f"{'1 file' if few == 1 else f'{few:,} files'} {words}.")
    return told
