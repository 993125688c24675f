"""The request log: every post at the door, taken or refused, in the order in which they came."""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, select, tuple_

from leadwright.domain.errors import FieldProblem, Invalid
from leadwright.features.capture.models import RefusedRequest, Submission
from leadwright.kernel.db.session import ReadSession

LONGEST_BODY = 20_000
KEPT = 64_000
TAKEN = 202


@dataclass(frozen=True)
class RequestLine:
    """One post: taken (`status` 202, its id is the submission's) or refused for its `problem`."""

    id: UUID
    received_at: datetime
    status: int
    problem: str
    source: str
    address: str
    content_type: str

    @property
    def is_taken(self) -> bool:
        return self.status == TAKEN


@dataclass(frozen=True)
class WholeRequest:
    """A post with what it brought: `body` is its beginning, of `size` bytes in all."""

    line: RequestLine
    headers: dict[str, Any]
    body: bytes
    size: int


@dataclass(frozen=True)
class RequestPage:
    """One page, newest first, and the mark of the next one (None at the end)."""

    items: Sequence[RequestLine]
    older: str | None


async def page(
    session: ReadSession, *, refused_only: bool = False, before: str | None = None, limit: int = 50
) -> RequestPage:
    """The newest posts, or those before a mark. Invalid if the mark is none of ours."""
    mark = _read_mark(before) if before else None
    lines = await _refused(session, mark, limit + 1)
    if not refused_only:
        lines += await _taken(session, mark, limit + 1)
    lines.sort(key=lambda line: (line.received_at, line.id), reverse=True)
    items = lines[:limit]
    return RequestPage(items, _mark(items[-1]) if len(lines) > limit else None)


async def one(session: ReadSession, request_id: UUID) -> WholeRequest | None:
    """A post by its id, whichever way it went."""
    return await _one_taken(session, request_id) or await _one_refused(session, request_id)


async def whole_body(session: ReadSession, request_id: UUID) -> bytes | None:
    """Everything that was kept of a post's body: of a refused one its beginning, KEPT bytes."""
    workspace_id = session.info["workspace_id"]
    taken = await session.scalar(
        select(Submission.raw).where(
            Submission.workspace_id == workspace_id, Submission.id == request_id
        )
    )
    if taken is not None:
        return bytes(taken)
    refused = await session.scalar(
        select(RefusedRequest.body).where(
            RefusedRequest.workspace_id == workspace_id, RefusedRequest.id == request_id
        )
    )
    return None if refused is None else bytes(refused)


async def _taken(
    session: ReadSession, mark: tuple[datetime, UUID] | None, limit: int
) -> list[RequestLine]:
    rows = await session.execute(
        select(
            Submission.id,
            Submission.received_at,
            Submission.source,
            Submission.address,
            Submission.content_type,
        )
        .where(
            Submission.workspace_id == session.info["workspace_id"],
            *_older(tuple_(Submission.received_at, Submission.id), mark),
        )
        .order_by(Submission.received_at.desc(), Submission.id.desc())
        .limit(limit)
    )
    return [
        RequestLine(r.id, r.received_at, TAKEN, "", r.source, r.address, r.content_type)
        for r in rows
    ]


async def _refused(
    session: ReadSession, mark: tuple[datetime, UUID] | None, limit: int
) -> list[RequestLine]:
    rows = await session.execute(
        select(
            RefusedRequest.id,
            RefusedRequest.received_at,
            RefusedRequest.status,
            RefusedRequest.problem,
            RefusedRequest.address,
            RefusedRequest.content_type,
        )
        .where(
            RefusedRequest.workspace_id == session.info["workspace_id"],
            *_older(tuple_(RefusedRequest.received_at, RefusedRequest.id), mark),
        )
        .order_by(RefusedRequest.received_at.desc(), RefusedRequest.id.desc())
        .limit(limit)
    )
    return [
        RequestLine(r.id, r.received_at, r.status, r.problem, "", r.address, r.content_type)
        for r in rows
    ]


def _older(key: Any, mark: tuple[datetime, UUID] | None) -> list[ColumnElement[bool]]:
    return [] if mark is None else [key < mark]


async def _one_taken(session: ReadSession, request_id: UUID) -> WholeRequest | None:
    row = (
        await session.execute(
            select(
                Submission.received_at,
                Submission.source,
                Submission.address,
                Submission.content_type,
                Submission.headers,
                func.substring(Submission.raw, 1, LONGEST_BODY).label("body"),
                func.octet_length(Submission.raw).label("size"),
            ).where(
                Submission.workspace_id == session.info["workspace_id"],
                Submission.id == request_id,
            )
        )
    ).first()
    if row is None:
        return None
    line = RequestLine(
        request_id, row.received_at, TAKEN, "", row.source, row.address, row.content_type
    )
    return WholeRequest(line, row.headers, bytes(row.body), row.size)


async def _one_refused(session: ReadSession, request_id: UUID) -> WholeRequest | None:
    row = (
        await session.execute(
            select(
                RefusedRequest.received_at,
                RefusedRequest.status,
                RefusedRequest.problem,
                RefusedRequest.address,
                RefusedRequest.content_type,
                RefusedRequest.headers,
                func.substring(RefusedRequest.body, 1, LONGEST_BODY).label("body"),
                func.octet_length(RefusedRequest.body).label("size"),
            ).where(
                RefusedRequest.workspace_id == session.info["workspace_id"],
                RefusedRequest.id == request_id,
            )
        )
    ).first()
    if row is None:
        return None
    line = RequestLine(
        request_id,
        row.received_at,
        row.status,
        row.problem,
        "",
        row.address,
        row.content_type,
    )
    return WholeRequest(line, row.headers, bytes(row.body), row.size)


def _mark(line: RequestLine) -> str:
    text = json.dumps([line.received_at.isoformat(), str(line.id)])
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _read_mark(mark: str) -> tuple[datetime, UUID]:
    try:
        moment, line_id = json.loads(base64.urlsafe_b64decode(mark + "=" * (-len(mark) % 4)))
        return datetime.fromisoformat(moment).astimezone(UTC), UUID(line_id)
    except (ValueError, TypeError, AttributeError) as error:
        problem = FieldProblem("before", "malformed", "Start again without it.")
        raise Invalid("The page mark cannot be read.", problems=(problem,)) from error
