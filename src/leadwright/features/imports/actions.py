"""Writes of imports: a file received, its rows staged, a member's decisions about it."""

import asyncio
import hashlib
from collections import Counter
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import delete, text
from sqlalchemy.dialects.postgresql import insert

from leadwright.domain.errors import Conflict, FieldProblem, Invalid, NotFound
from leadwright.domain.ids import PersonId, new_id
from leadwright.features.imports import queries, taking
from leadwright.features.imports.mapping.chosen import marks
from leadwright.features.imports.models import Import, ImportContent, ImportMapping, ImportRow
from leadwright.features.imports.parsed import ParsedFile
from leadwright.features.imports.reader import TOO_MUCH
from leadwright.features.imports.reading_process import Reading
from leadwright.features.imports.staging import COLUMNS, MENDED_COLUMNS, Piece, lines_as_list
from leadwright.kernel import clock, live
from leadwright.kernel.db.session import TenantSession
from leadwright.kernel.jobs import BULK, NORMAL, enqueue, failed_jobs

READ, TAKE, UNDO = "import.read", "import.take", "import.undo"
RUN_AGAIN = frozenset({READ, TAKE, UNDO})
"""Jobs that do nothing for an import that an error stopped, until it is revived."""
FOLLOW = "import.follow"
LARGEST = 64 * 1024 * 1024
"""Bytes of a file; what is larger is refused at the door."""
SURE = 0.8
"""From this confidence on nobody need look at a column."""
OPEN = ("reading", "ready")
WAITS = ("ready", "refused")
"""Read, and nothing goes on before a person looks."""
_JOBS = {"reading": READ, "taking": TAKE, "undoing": UNDO}

_ONE_BY_ONE = text("select pg_advisory_xact_lock(hashtextextended(:what, 6))")
_STAGE = text(f"""
insert into import_piece (workspace_id, import_id, first_row, {", ".join(COLUMNS)})
values (:workspace_id, :import_id, :first_row,
    {", ".join(f"cast({lines_as_list(name)} as {kind})" for name, kind in COLUMNS.items())})
""")
_HAS_READ = text("""
update import set shape = shape || jsonb_build_object('read', cast(:read as int), 'of', cast(:of as int))
where workspace_id = :workspace_id and id = :import_id and state = 'reading'
""")
# Where a person looks before anything is taken in, or where it stopped for good.
_SHOW = text(f"""
insert into import_row (workspace_id, import_id, row_index, {taking.ROW}, verdict, state)
select p.workspace_id, p.import_id, p.first_row + r.place - 1, {taking.ROW_OF_PIECE}, r.verdict,
    case when r.verdict = 'rejected' then 'rejected' else 'waiting' end
from import_piece p cross join lateral unnest({", ".join(f"p.{name}" for name in taking.TOLD)}, p.verdict)
    with ordinality as r ({taking.ROW}, verdict, place)
where p.workspace_id = :workspace_id and p.import_id = :import_id
on conflict do nothing
""")


@dataclass(frozen=True)
class Upload:
    """A file at the door.

    `answer`: `none`, `draft` or `send`; `consent`: why its people may be written to.
    """

    name: str
    content: bytes
    way: str
    source_name: str = ""
    by: PersonId | None = None
    answer: str = "none"
    consent: str = ""
    take_when_certain: bool = True


async def receive(session: TenantSession, upload: Upload) -> UUID:
    """Keep the file and have it read. Invalid where it is empty or larger than `LARGEST`."""
    size = len(upload.content)
    if not size:
        raise _wrong(upload.name, "empty", "The file is empty. Save it again, then send it.")
    if size > LARGEST:
        most = LARGEST // 1024 // 1024
        raise _wrong(upload.name, "too_large", f"Send files of at most {most} MB, in parts.")
    now = clock.now()
    import_id = new_id()
    session.add(
        Import(
            workspace_id=session.info["workspace_id"],
            id=import_id,
            created_at=now,
            created_by=upload.by,
            way=upload.way,
            source_name=upload.source_name,
            file_name=plain_name(upload.name),
            file_size=size,
            file_hash=hashlib.sha256(upload.content).digest(),
            state="reading",
            shape={},
            mapping={},
            answer=upload.answer,
            consent=upload.consent,
            take_when_certain=upload.take_when_certain,
            rows=0,
            at_row=0,
            followed=0,
            counts={},
            changed_at=now,
        )
    )
    await session.flush()
    session.add(
        ImportContent(
            workspace_id=session.info["workspace_id"], import_id=import_id, content=upload.content
        )
    )
    await session.flush()
    await queue(session, READ, import_id, priority=NORMAL)
    return import_id


def _wrong(name: str, reason: str, remedy: str) -> Invalid:
    problem = FieldProblem("file", reason, remedy)
    return Invalid(f"{plain_name(name)} cannot be taken.", problems=(problem,))


def plain_name(name: str) -> str:
    """The last part of a path, without control characters: a name to show, never a place to write."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return "".join(char for char in last if char.isprintable())[:200] or "file"


async def queue(session: TenantSession, job: str, import_id: UUID, *, priority: int = BULK) -> None:
    """Have the import read, taken in or undone."""
    payload = {"workspace_id": str(session.info["workspace_id"]), "import_id": str(import_id)}
    await enqueue(session, job, payload, priority=priority)


async def stage(
    session: TenantSession,
    import_id: UUID,
    reading: Reading,
    took: Callable[[], int],
) -> Import | None:
    """Keep what is read of the file, piece by piece; None where somebody discarded it meanwhile.

    What was read before is replaced. Where every column is certain and the import may, it is taken in.
    `took`: milliseconds so far. Raises Stopped where the reading process ends early.
    """
    ready, parsed = reading.ready, reading.ready.parsed
    where = {"workspace_id": session.info["workspace_id"], "import_id": import_id}
    # Two readings of one file stage one after the other. The import itself is not locked as long as
    # pieces come: whoever discards it need not wait for them.
    await session.execute(_ONE_BY_ONE, {"what": str(import_id)})
    if await queries.state(session, import_id) not in OPEN:
        return None
    await _forget_rows(session, import_id)
    verdicts = Counter[str]()
    async with aclosing(_pieces(reading)) as pieces:
        async for piece in pieces:
            await session.execute(_STAGE, {**where, "first_row": piece.first_row, **piece.columns})
            verdicts.update(piece.verdicts)
    found = await queries.one(session, import_id, lock=True)
    if found is None or found.state not in OPEN:
        await _forget_rows(session, import_id)
        return None
    found.error_kind, found.message = parsed.error_kind, parsed.message
    found.read_ms = took()
    found.rows = ready.rows
    found.changed_at = clock.now()
    found.state = "ready" if parsed.readable else "refused"
    chosen = found.mapping.get("chosen")
    found.shape, found.mapping = _shape(parsed), _mapping(parsed)
    found.mapping["left_out"] = list(ready.left_out)
    if chosen:
        found.mapping["chosen"] = chosen
    found.counts = dict(verdicts)
    await session.flush()
    await live.nudge(session)
    if parsed.readable and found.take_when_certain and ready.rows and not doubts(found.mapping):
        await begin(session, import_id, by=None)
    else:
        await session.execute(_SHOW, where)
    return found


async def has_read(session: TenantSession, import_id: UUID, rows: int, of: int) -> None:
    """How many of a file's rows are read, for as long as it is read."""
    where = {"workspace_id": session.info["workspace_id"], "import_id": import_id}
    await session.execute(_HAS_READ, {**where, "read": rows, "of": of})
    await live.nudge(session)


async def _pieces(reading: Reading) -> AsyncGenerator[Piece, None]:
    """What is read, piece by piece: while one is staged the next is fetched."""
    coming = asyncio.create_task(asyncio.to_thread(reading.next_piece))
    try:
        while (piece := await coming) is not None:
            coming = asyncio.create_task(asyncio.to_thread(reading.next_piece))
            yield piece
    finally:
        coming.cancel()


async def _forget_rows(session: TenantSession, import_id: UUID) -> None:
    await taking.forget_pieces(session, import_id)
    here = session.info["workspace_id"]
    await session.execute(
        delete(ImportRow).where(ImportRow.workspace_id == here, ImportRow.import_id == import_id)
    )


def _shape(parsed: ParsedFile) -> dict[str, Any]:
    head = parsed.header_row
    return {
        "sheet": parsed.sheet,
        "header_row": list(head) if isinstance(head, tuple) else head,
        "headers": list(parsed.headers),
        "further": {str(at): first for at, first in parsed.further.items()},
        "left_out": [asdict(one) for one in parsed.left_out[:200]],
        "left_out_rows": len(parsed.left_out),
        "duplicates_within": [list(pair) for pair in parsed.duplicates_within[:1000]],
        "duplicates_possible": [list(pair) for pair in parsed.duplicates_possible[:1000]],
    }


def _mapping(parsed: ParsedFile) -> dict[str, Any]:
    return {
        "columns": {name: asdict(one) for name, one in parsed.columns.items()},
        "custom": {name: asdict(one) for name, one in parsed.custom_columns.items()},
    }


def doubts(mapping: Mapping[str, Any]) -> list[str]:
    """The fields whose columns a person should look at."""
    columns: Mapping[str, Any] = mapping.get("columns", {})
    return [name for name, one in columns.items() if one["confidence"] < SURE]


async def begin(session: TenantSession, import_id: UUID, *, by: PersonId | None) -> None:
    """Take the import's rows in. Conflict unless it waits for that."""
    now = clock.now()
    values = {"state": "taking", "taking_since": None, "finished_by": by, "changed_at": now}
    await _move(session, import_id, ("ready",), values, "This file is not waiting to be taken in.")
    await queue(session, TAKE, import_id)


async def discard(session: TenantSession, import_id: UUID, *, by: PersonId | None) -> None:
    """Do not take it in; nothing was written. Conflict once it was begun."""
    now = clock.now()
    values = {"state": "discarded", "finished_at": now, "finished_by": by, "changed_at": now}
    found = await queries.one(session, import_id)
    never_begun = found is not None and stopped_at(found) == "reading"
    before = (*OPEN, "refused", *(("failed",) if never_begun else ()))
    await _move(session, import_id, before, values, "Some of this file was taken in already.")
    await taking.forget_pieces(session, import_id)


async def begin_undo(session: TenantSession, import_id: UUID, *, by: PersonId | None) -> None:
    """Take the import back, or as much of it as was taken in: it stops there. Conflict for others."""
    values = {"state": "undoing", "finished_by": by, "changed_at": clock.now(), "at_row": 0}
    before = ("done", "taking", "failed")
    await _move(session, import_id, before, values, "Only what was taken in can be undone.")
    await taking.count_to_undo(session, import_id)
    await queue(session, UNDO, import_id)


def stopped_at(found: Import) -> str:
    """Amid what an import was that an error stopped: `reading`, `taking` or `undoing`; else nothing.

    A file that took too long to read counts as well: the machine may only have been busy. One with too
    many rows does not: it has them still.
    """
    if found.state == "refused" and found.message == TOO_MUCH:
        return "reading"
    if found.state != "failed":
        return ""
    return str(found.shape.get("stopped_at") or ("taking" if found.rows else "reading"))


async def go_on(session: TenantSession, import_id: UUID) -> None:
    """Try again what an error stopped, from where it stopped. Conflict for others."""
    await revive(session, import_id)
    parked = [
        job.id
        for job in await failed_jobs.held(session)
        if job.payload.get("import_id") == str(import_id)
    ]
    if not await failed_jobs.run_again(session, parked):
        state = await queries.state(session, import_id)
        await queue(session, _JOBS[state or ""], import_id)


async def revive(session: TenantSession, import_id: UUID) -> None:
    """Its job runs again: it stands where the error met it. Conflict where none did."""
    found = await queries.one(session, import_id, lock=True)
    was = stopped_at(found) if found else ""
    values = {"state": was, "message": None, "changed_at": clock.now()}
    before = ("failed", "refused") if was else ()
    await _move(session, import_id, before, values, "This file was not stopped by an error.")


def check_answer(answer: str, consent: str) -> None:
    """Invalid where nobody said why these people may be written to."""
    if answer not in {"none", "draft", "send"}:
        raise Invalid("Choose whether the people of this file are answered.")
    if answer != "none" and not consent.strip():
        problem = FieldProblem(
            "consent", "missing", "Say where these people agreed to be written to."
        )
        raise Invalid("Mail needs a reason.", problems=(problem,))


async def decide_answer(
    session: TenantSession, import_id: UUID, *, answer: str, consent: str
) -> None:
    """Whether the people of the file are answered, and why they may be. Invalid without a reason."""
    check_answer(answer, consent)
    values = {"answer": answer, "consent": consent.strip()[:500], "changed_at": clock.now()}
    await _move(session, import_id, OPEN, values, "This file is being taken in already.")


async def remap(
    session: TenantSession, import_id: UUID, columns: Mapping[str, Any], *, by: PersonId | None
) -> None:
    """Read the file again with these columns (see `mapping.chosen`); the next one like it gets them too."""
    found = await queries.one(session, import_id)
    if found is None:
        raise NotFound("There is no such import here.")
    values = {
        "state": "reading",
        "take_when_certain": False,
        "changed_at": clock.now(),
        "mapping": {**found.mapping, "chosen": dict(columns)},
    }
    await _move(session, import_id, OPEN, values, "This file is being taken in already.")
    await queue(session, READ, import_id, priority=NORMAL)
    if not any(found.shape.get("headers", ())):
        return  # nothing tells the next file without headers that it is like this one
    statement = insert(ImportMapping).values(
        workspace_id=session.info["workspace_id"],
        heads=heads_key(found.shape.get("headers", ())),
        columns=dict(columns),
        changed_at=clock.now(),
        changed_by=by,
    )
    kept = {name: statement.excluded[name] for name in ("columns", "changed_at", "changed_by")}
    await session.execute(
        statement.on_conflict_do_update(index_elements=["workspace_id", "heads"], set_=kept)
    )


def heads_key(headers: Sequence[str]) -> str:
    """What files with the same heads share, and the workbook of their rows to mend."""
    ours = len(headers) - len(MENDED_COLUMNS)
    own = headers[:ours] if tuple(headers[ours:]) == MENDED_COLUMNS else headers
    folded = "\x1f".join(mark.casefold() for mark in marks(own))
    return hashlib.sha256(folded.encode()).hexdigest()


async def gave_up(session: TenantSession, import_id: UUID, why: str) -> None:
    """Say that it could not be done, so that a person sees it. What stands behind its leads follows."""
    where = {"workspace_id": session.info["workspace_id"], "import_id": import_id}
    await session.execute(_SHOW, where)
    await queue(session, FOLLOW, import_id)
    found = await queries.one(session, import_id, lock=True)
    if found is not None and found.state in _JOBS:
        found.shape = {**found.shape, "stopped_at": found.state}
        found.state, found.message, found.changed_at = "failed", why, clock.now()
        await session.flush()
    await live.nudge(session)


async def _move(
    session: TenantSession,
    import_id: UUID,
    before: Sequence[str],
    values: Mapping[str, Any],
    otherwise: str,
) -> None:
    found = await queries.one(session, import_id, lock=True)
    if found is None:
        raise NotFound("There is no such import here.")
    if found.state not in before:
        raise Conflict(otherwise)
    for name, value in values.items():
        setattr(found, name, value)
    await session.flush()
    await live.nudge(session)
