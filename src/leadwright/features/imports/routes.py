"""The JSON API of imports, for programs with a secret key."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, File, Form, Query, UploadFile

from leadwright.domain.errors import Invalid, NotFound
from leadwright.domain.permission import Permission
from leadwright.features.imports import actions, queries
from leadwright.features.imports.models import Import, ImportRow
from leadwright.kernel.db.session import ReadSession
from leadwright.kernel.web import Read, Tx, require

router = APIRouter(tags=["imports"])

Reads = Depends(require(Permission.READ_LEADS))
Works = Depends(require(Permission.WORK_LEADS))


@router.post(
    "/api/imports", status_code=202, dependencies=[Works], max_body_size=actions.LARGEST + 1_000_000
)
async def take_file(
    session: Tx,
    file: Annotated[UploadFile, File(description="a spreadsheet of at most 64 MB")],
    answer: Annotated[Literal["none", "draft", "send"], Form()] = "none",
    consent: Annotated[str, Form(description="why its people may be written to")] = "",
    look_first: Annotated[bool, Form(description="wait for a person in any case")] = False,
) -> dict[str, Any]:
    """Take a file. It is read at once, and taken in by itself where every column is certain."""
    actions.check_answer(answer, consent)
    upload = actions.Upload(
        name=file.filename or "file",
        content=await file.read(),
        way="api",
        answer=answer,
        consent=consent.strip()[:500],
        take_when_certain=not look_first,
    )
    import_id = await actions.receive(session, upload)
    return {"id": str(import_id), "state": "reading"}


@router.get("/api/imports", dependencies=[Reads])
async def list_imports(
    session: Read, before: UUID | None = None, limit: Annotated[int, Query(ge=1, le=200)] = 50
) -> dict[str, Any]:
    """Imports, newest first; `next` is the cursor of the next page."""
    found = await queries.recent(session, before=before, limit=limit + 1)
    shown = found[:limit]
    more = len(found) > limit
    return {
        "items": [_import(one) for one in shown],
        "next": str(shown[-1].id) if more else None,
    }


@router.get("/api/imports/{import_id}", dependencies=[Reads])
async def show_import(session: Read, import_id: UUID) -> dict[str, Any]:
    """One import: its manifest, its columns, how far it is."""
    found = await _one(session, import_id)
    return {**_import(found), "columns": found.mapping, "shape": found.shape}


@router.get("/api/imports/{import_id}/rows", dependencies=[Reads])
async def list_rows(
    session: Read,
    import_id: UUID,
    verdict: str = "",
    start: Annotated[int, Query(ge=0)] = 0,
    limit: Annotated[int, Query(ge=1, le=1000)] = 200,
) -> dict[str, Any]:
    """Rows in the file's order; `next` is the row index to go on from."""
    await _one(session, import_id)
    if verdict and verdict not in {"new", "merged", "review", "rejected"}:
        raise Invalid("A verdict is new, merged, review or rejected.")
    rows = await queries.rows(session, import_id, verdict=verdict, start=start, limit=limit + 1)
    return {
        "items": [_row(row) for row in rows[:limit]],
        "next": rows[limit].row_index if len(rows) > limit else None,
    }


@router.post("/api/imports/{import_id}/take", status_code=202, dependencies=[Works])
async def begin(session: Tx, import_id: UUID) -> dict[str, str]:
    """Take in a file that waits for it."""
    await actions.begin(session, import_id, by=None)
    return {"id": str(import_id), "state": "taking"}


@router.post("/api/imports/{import_id}/undo", status_code=202, dependencies=[Works])
async def undo(session: Tx, import_id: UUID) -> dict[str, str]:
    """Take a file back that was taken in."""
    await actions.begin_undo(session, import_id, by=None)
    return {"id": str(import_id), "state": "undoing"}


async def _one(session: ReadSession, import_id: UUID) -> Import:
    found = await queries.one(session, import_id)
    if found is None:
        raise NotFound("There is no such import here.")
    return found


def _import(found: Import) -> dict[str, Any]:
    return {
        "id": str(found.id),
        "file": found.file_name,
        "size": found.file_size,
        "sha256": found.file_hash.hex(),
        "way": found.way,
        "source": found.source_name,
        "state": found.state,
        "error_kind": found.error_kind,
        "message": found.message,
        "rows": found.rows,
        "taken_rows": found.at_row,
        "followed_rows": found.followed,
        "counts": found.counts,
        "answer": found.answer,
        "created_at": _time(found.created_at),
        "finished_at": _time(found.finished_at),
    }


def _time(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()


def _row(row: ImportRow) -> dict[str, Any]:
    return {
        "row_index": row.row_index,
        "source_row": row.source_row,
        "verdict": row.verdict,
        "state": row.state,
        "lead_id": None if row.lead_id is None else str(row.lead_id),
        "values": row.fields,
        "problems": row.problems,
    }
