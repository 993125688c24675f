"""What the request log shows: one line a post, and one post with everything it brought."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any
from uuid import UUID

from leadwright.features.capture.fields import KEPT_HEADERS
from leadwright.features.capture.request_log import RequestLine, WholeRequest
from leadwright.web.screens.lead_names import Fate, LeadName
from leadwright.web.screens.settings_tabs import Tab
from leadwright.web.screens.source_names import source_name

_SECRET = re.compile(r"lws_[A-Za-z0-9_-]+")
# Line breaks and tabs stay; other controls and what turns the direction of text become visible.
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


@dataclass(frozen=True)
class LogRow:
    """One post. `answer` is ours in short, `status` in full; `fate` says what it came to."""

    id: UUID
    at: datetime
    dot: str
    answer: str
    status: str
    words: str
    address: str
    content_type: str
    lead: LeadName | None
    fate: str


@dataclass(frozen=True)
class RequestLogContext:
    """The list. `older` is the address of the next page."""

    refused_only: bool
    rows: tuple[LogRow, ...]
    older: str
    is_first: bool
    tabs: tuple[Tab, ...]


@dataclass(frozen=True)
class RequestContext:
    """One post. `cut` is set when the body is longer than what is shown of it.

    `refused_again` says why taking it in failed; `may_take_in` is for refused ones with a body.
    """

    row: LogRow
    headers: tuple[tuple[str, str], ...]
    body: str
    size: int
    cut: bool
    may_take_in: bool
    refused_again: str


def row(line: RequestLine, fate: Fate | None) -> LogRow:
    if line.is_taken:
        dot, status = "good", "202 Taken"
    else:
        dot, status = "bad", f"{line.status} {_phrase(line.status)}"
    return LogRow(
        id=line.id,
        at=line.received_at,
        dot=dot,
        answer="202 Taken" if line.is_taken else f"{line.status} Refused",
        status=status,
        words=line.problem
        or f"from {source_name(line.source) if line.source else 'an unnamed form'}",
        address=line.address,
        content_type=line.content_type or "none named",
        lead=fate.lead if fate else None,
        fate=_fate_words(line, fate),
    )


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Refused"


def _fate_words(line: RequestLine, fate: Fate | None) -> str:
    if not line.is_taken:
        return "no lead"
    if fate is None:
        return "waits for its turn"
    if fate.status == "stopped":
        return f"stopped: {fate.stop_reason.replace('_', ' ')}"
    return {"failed": "failed, see failed jobs", "running": "being answered"}.get(
        fate.status, "answered"
    )


def one(
    request: WholeRequest, fate: Fate | None, *, may_work: bool, refused_again: str = ""
) -> RequestContext:
    return RequestContext(
        row=row(request.line, fate),
        headers=_headers(request.headers),
        body=readable(request.body),
        size=request.size,
        cut=request.size > len(request.body),
        may_take_in=may_work and not request.line.is_taken and request.size > 0,
        refused_again=refused_again,
    )


def _headers(headers: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    known = {str(name).lower(): str(value) for name, value in headers.items()}
    return tuple((name, readable(known[name].encode())) for name in KEPT_HEADERS if name in known)


def readable(raw: bytes) -> str:
    """Bytes as text that hides nothing: broken UTF-8, controls and bidi marks are visible signs."""
    text = raw.decode("utf-8", "backslashreplace").replace("\r\n", "\n")
    text = _UNSEEN.sub(lambda found: f"\\u{ord(found.group()):04x}", text)
    return _SECRET.sub("lws_... (a secret key, hidden)", text)
