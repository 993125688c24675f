"""Imports: drop files, see what each became, map columns, take in, undo."""

from collections.abc import Sequence
from typing import Annotated, Any
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Depends, File, Form, Request, UploadFile
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from leadwright.domain.errors import Invalid, NotFound
from leadwright.domain.permission import Permission
from leadwright.features.imports import actions, queries, workbook
from leadwright.features.imports.models import Import
from leadwright.features.routing import queries as routing
from leadwright.features.workspaces import queries as workspaces
from leadwright.kernel.db.session import ReadSession
from leadwright.kernel.web import Read, Tx, require
from leadwright.pipeline.imports import undo as import_undo
from leadwright.web.auth import csrf
from leadwright.web.screens.frame import Frame, Framed
from leadwright.web.screens.imports import columns, view

router = APIRouter(include_in_schema=False, prefix="/w/{workspace}/imports")

SECTION = "imports"
SAMPLE = 3
Reads = Depends(require(Permission.READ_LEADS))
WORKS = [Depends(require(Permission.WORK_LEADS)), Depends(csrf)]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@router.get("", dependencies=[Reads])
async def index(frame: Framed, session: Read, before: UUID | None = None) -> HTMLResponse:
    return await _list(frame, session, before)


async def _list(
    frame: Frame,
    session: ReadSession,
    before: UUID | None = None,
    typed: view.Typed = view.UNTYPED,
    problems: Sequence[tuple[str, str]] = (),
) -> HTMLResponse:
    found = await queries.recent(session, before=before, limit=queries.PAGE + 1)
    shown = found[: queries.PAGE]
    names = await _names(session)
    context = view.ImportsContext(
        lines=tuple(view.line(one, names) for one in shown),
        older=f"{frame.shell.workspace_url}/imports?before={shown[-1].id}"
        if len(found) > len(shown)
        else "",
        may_work=frame.who.may(Permission.WORK_LEADS),
        most=MOST,
        typed=typed,
        problems=tuple(problems),
    )
    status = 422 if problems else 200
    return frame.show("pages/imports/index.html", context, section=SECTION, status=status)


MOST = 2 * actions.LARGEST
"""Of all files that are sent at once: two of the largest."""
FORM = 1_000_000
"""The form around them."""


@router.post("", dependencies=WORKS, max_body_size=MOST + FORM, response_model=None)
async def add(
    frame: Framed,
    session: Tx,
    files: Annotated[list[UploadFile], File()],
    answer: Annotated[str, Form()] = "none",
    consent: Annotated[str, Form()] = "",
    look: Annotated[bool, Form()] = False,
) -> Response:
    """Keep the files and have them read. A file that cannot be kept is named, beside the others."""
    typed = view.Typed(answer, consent.strip()[:500], look)
    made, problems = [], []
    try:
        actions.check_answer(answer, consent)
    except Invalid as refusal:
        return await _list(frame, session, typed=typed, problems=_told(refusal))
    for file in files:
        upload = actions.Upload(
            name=file.filename or "file",
            content=await file.read(),
            way="upload",
            by=frame.who.person_id,
            answer=answer,
            consent=typed.consent,
            take_when_certain=not look,
        )
        try:
            made.append(await actions.receive(session, upload))
        except Invalid as refusal:
            problems += _told(refusal)
    if problems:
        return await _list(frame, session, typed=typed, problems=problems)
    return frame.to(f"/imports/{made[0]}" if len(made) == 1 else "/imports")


def _told(refusal: Invalid) -> list[tuple[str, str]]:
    told = [
        ("files" if each.field == "file" else each.field, f"{refusal.message} {each.remedy}")
        for each in refusal.problems
    ]
    return told or [("files", refusal.message)]


@router.get("/example.xlsx", dependencies=[Reads])
async def example() -> Response:
    """A workbook to begin with."""
    return _workbook(workbook.example(), "customer.xlsx")


@router.get("/{import_id:uuid}", dependencies=[Reads])
async def show(
    frame: Framed, session: Read, import_id: UUID, verdict: str = "", start: int = 0
) -> HTMLResponse:
    return await _show(frame, session, import_id, verdict=verdict, start=start)


async def _show(
    frame: Frame,
    session: ReadSession,
    import_id: UUID,
    *,
    verdict: str = "",
    start: int = 0,
    problems: tuple[tuple[str, str], ...] = (),
) -> HTMLResponse:
    found = await _one(session, import_id)
    verdict = verdict if verdict in view.VERDICTS else ""
    rows = await queries.rows(
        session, import_id, verdict=verdict, start=max(start, 0), limit=queries.PAGE + 1
    )
    shown = rows[: queries.PAGE]
    sample = await queries.rows(session, import_id, limit=SAMPLE)
    shown_columns = columns.columns(found, sample)
    mapped: dict[str, Any] = found.mapping.get("columns", {})
    index_of = {name: one["indices"][0] for name, one in mapped.items() if one["indices"]}
    table = await routing.table(session)
    url = f"{frame.shell.workspace_url}/imports/{import_id}"
    counts = found.counts or await queries.verdicts(session, import_id)
    context = view.OneContext(
        found=found,
        line=view.line(found, await _names(session)),
        counts=counts,
        takes=sum(counts.get(name, 0) for name in ("new", "merged", "review")),
        left_out=view.left_out(found),
        rate=view.rate(found),
        columns=shown_columns,
        doubtful=sum(column.is_doubtful for column in shown_columns),
        fields=columns.fields(),
        rows=tuple(view.row(one, index_of, table) for one in shown),
        verdict=verdict,
        next_rows=f"{url}?verdict={verdict}&start={rows[-1].row_index}#rows"
        if len(rows) > len(shown)
        else "",
        same_as=await queries.same_file(session, import_id, found.file_hash),
        stopped_at=actions.stopped_at(found),
        may_work=frame.who.may(Permission.WORK_LEADS),
        problems=problems,
    )
    status = 422 if problems else 200
    return frame.show("pages/imports/show.html", context, section=SECTION, status=status)


async def _names(session: ReadSession) -> dict[UUID, str]:
    return {one.person_id: one.name for one in await workspaces.members(session)}


async def _one(session: ReadSession, import_id: UUID) -> Import:
    found = await queries.one(session, import_id)
    if found is None:
        raise NotFound("There is no such import here.")
    return found


@router.post("/{import_id:uuid}/take", dependencies=WORKS, response_model=None)
async def take(
    frame: Framed,
    session: Tx,
    request: Request,
    import_id: UUID,
    answer: Annotated[str, Form()] = "none",
    consent: Annotated[str, Form()] = "",
) -> Response:
    """Begin to take it in. Where columns were changed it is read again first: nobody saw those rows."""
    try:
        await actions.decide_answer(session, import_id, answer=answer, consent=consent)
    except Invalid as error:
        problems = tuple((each.field, each.remedy) for each in error.problems)
        return await _show(frame, session, import_id, problems=problems)
    found = await _one(session, import_id)
    chosen = columns.chosen_of(found, (await request.form()).multi_items())
    if columns.changed(found, await queries.rows(session, import_id, limit=SAMPLE), chosen):
        await actions.remap(session, import_id, chosen, by=frame.who.person_id)
        return frame.to(f"/imports/{import_id}", toast="columns_first")
    await actions.begin(session, import_id, by=frame.who.person_id)
    return frame.to(f"/imports/{import_id}")


@router.post("/{import_id:uuid}/discard", dependencies=WORKS)
async def discard(frame: Framed, session: Tx, import_id: UUID) -> RedirectResponse:
    """Nothing of it is taken in."""
    await actions.discard(session, import_id, by=frame.who.person_id)
    return frame.to(f"/imports/{import_id}")


@router.post("/{import_id:uuid}/again", dependencies=WORKS)
async def again(frame: Framed, session: Tx, import_id: UUID) -> RedirectResponse:
    """Go on with what an error stopped."""
    await actions.go_on(session, import_id)
    return frame.to(f"/imports/{import_id}")


@router.post("/{import_id:uuid}/columns", dependencies=WORKS)
async def map_columns(
    frame: Framed, session: Tx, request: Request, import_id: UUID
) -> RedirectResponse:
    """Read the file again with the columns as they were chosen; remembered for the next like it."""
    found = await _one(session, import_id)
    chosen = columns.chosen_of(found, (await request.form()).multi_items())
    if not chosen:
        raise Invalid(
            "Nothing was chosen for any column. Choose what each becomes, then read again."
        )
    await actions.remap(session, import_id, chosen, by=frame.who.person_id)
    return frame.to(f"/imports/{import_id}")


@router.get("/{import_id:uuid}/undo", dependencies=[Reads])
async def preview_undo(frame: Framed, session: Read, import_id: UUID) -> HTMLResponse:
    """What taking it back would do."""
    found = await _one(session, import_id)
    context = view.UndoContext(
        found=found,
        outlook=await import_undo.outlook(session, import_id),
        may_work=frame.who.may(Permission.WORK_LEADS),
    )
    return frame.show("pages/imports/undo.html", context, section=SECTION)


@router.post("/{import_id:uuid}/undo", dependencies=WORKS)
async def undo(frame: Framed, session: Tx, import_id: UUID) -> RedirectResponse:
    """Take it back."""
    await actions.begin_undo(session, import_id, by=frame.who.person_id)
    return frame.to(f"/imports/{import_id}")


@router.get("/{import_id:uuid}/rows.xlsx", dependencies=[Reads])
async def rejected_rows(session: Read, import_id: UUID, verdict: str = "rejected") -> Response:
    """Rows with a reason column, to mend and drop again."""
    found = await _one(session, import_id)
    wanted = verdict if verdict in view.VERDICTS else "rejected"
    rows = await queries.rows(session, import_id, verdict=wanted, limit=workbook.MOST_ROWS)
    stem = found.file_name.rpartition(".")[0] or found.file_name
    return _workbook(workbook.to_mend(found, rows), f"{stem} {wanted}.xlsx")


@router.get("/{import_id:uuid}/file", dependencies=[Reads])
async def original(session: Read, import_id: UUID) -> Response:
    """The file as it came."""
    found = await _one(session, import_id)
    content = await queries.content(session, import_id)
    if content is None:
        raise NotFound("The file is not kept any more.")
    return _download(content, "application/octet-stream", found.file_name)


def _workbook(content: bytes, name: str) -> Response:
    return _download(content, XLSX, name)


def _download(content: bytes, kind: str, name: str) -> Response:
    """`filename*` has the name in its own letters; the plain one is for programs that cannot read that."""
    plain = "".join(char for char in name if char.isascii() and (char.isalnum() or char in " ._-"))
    disposition = (
        f"attachment; filename=\"{plain.strip() or 'file'}\"; filename*=UTF-8''{quote(name)}"
    )
    headers = {"Content-Disposition": disposition, "X-Content-Type-Options": "nosniff"}
    return Response(content, media_type=kind, headers=headers)
