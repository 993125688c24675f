"""A refused post as one that comes to the door again, let in by a person."""

import hashlib
from urllib.parse import urlsplit

from leadwright.domain.errors import Conflict, Invalid
from leadwright.features.capture import fields, rules
from leadwright.features.capture.actions import Incoming
from leadwright.features.capture.request_log import KEPT, WholeRequest
from leadwright.kernel import clock
from leadwright.kernel.web import Principal
from leadwright.web import bodies


def incoming(who: Principal, request: WholeRequest, raw: bytes) -> Incoming:
    """What the door would make of it today. Refused, with the reason, if it still would not do.

    Traps for bots are not asked: a person has looked. Asked twice, one submission stands.
    """
    line = request.line
    if line.is_taken:
        raise Conflict("This post was taken when it came.")
    if len(raw) >= KEPT:
        raise Invalid(f"Only its first {KEPT:,} bytes were kept, so that it cannot be read whole.")
    body = bodies.read_kept(raw, line.content_type)
    form, source = fields.read_form(body.fields)
    return Incoming(
        workspace_id=who.workspace_id,
        form=rules.check(form),
        source=source or _source(request),
        address=line.address,
        content_type=body.content_type,
        raw=raw,
        headers={str(name): str(value) for name, value in request.headers.items()},
        received_at=clock.now(),
        is_demo=who.is_demo,
        idempotency=hashlib.sha256(f"taken in:{line.id}".encode()).digest(),
        body_hash=hashlib.sha256(raw).digest(),
    )


def _source(request: WholeRequest) -> str:
    page = urlsplit(str(request.headers.get("referer") or ""))
    return f"{page.hostname}{page.path}".rstrip("/")[:100] if page.hostname else "request log"
