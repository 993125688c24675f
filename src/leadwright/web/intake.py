"""The intake endpoint: `POST /api/submit-lead`, and the result of a submission.

2xx means durable. The answer to a bot trap looks like any other: a bot must not learn from it.
"""

import asyncio
import hashlib
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any
from urllib.parse import urlsplit

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response
from starlette.types import Receive, Scope, Send

from leadwright.domain.errors import FieldProblem, Invalid, NotFound, Refused, Unavailable
from leadwright.domain.ids import SubmissionId
from leadwright.features.behaviour.reading import is_visitor_id
from leadwright.features.behaviour.subscribers import VISITOR_HEADER
from leadwright.features.capture import actions, fields, request_log, rules
from leadwright.kernel import clock, metrics
from leadwright.kernel.db.outage import SIGNS_OF_OUTAGE, is_outage
from leadwright.kernel.logging import get
from leadwright.kernel.web import database_of
from leadwright.web import bodies, errors, results, vouching
from leadwright.web.bodies import Body
from leadwright.web.clients import address as client_address
from leadwright.web.gate import Entry, Gate
from leadwright.web.refusals import in_words, status_of

router = APIRouter()
log = get("intake")

LONGEST_WAIT = 30
DATABASE_PATIENCE = 8.0
PATH = "/api/submit-lead"
CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "POST, GET, OPTIONS",
    "Access-Control-Allow-Headers": (
        "Content-Type, Authorization, Idempotency-Key, Prefer, X-Leadwright-Key, X-Leadwright-Demo"
    ),
    "Access-Control-Expose-Headers": "Retry-After, X-Request-Id",
    "Access-Control-Max-Age": "86400",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
_RAW_CORS = [(name.lower().encode(), value.encode()) for name, value in CORS.items()]


@router.options(PATH)
@router.options("/api/results/{token}")
async def preflight() -> Response:
    """Any page may post here: forms live on other sites."""
    return Response(status_code=204, headers=CORS)


def is_submission(scope: Scope) -> bool:
    """Whether this is a post at the door, which `front` takes past everything it does not need."""
    return bool(scope["path"] == PATH and scope["method"] == "POST")


async def front(scope: Scope, receive: Receive, send: Send) -> None:
    """The door as plain ASGI. The route below is the same one, for the API's description."""
    response = await submit_lead(Request(scope, receive))
    await response(scope, receive, send)


@router.post(PATH)
async def submit_lead(request: Request) -> Response:
    """Take a submission in, durably, and answer at once, or wait for our reply if asked to."""
    started = time.perf_counter()
    gate: Gate = request.app.state.gate
    settings = request.app.state.settings
    address = client_address(request, request.app.state.trusted)
    entry: Entry | None = None
    body: Body | None = None
    try:
        gate.limit_address(address)
        async with _database_answers():
            entry = await gate.enter(request)
        body = await bodies.read(request, settings.limits.body_bytes)
        vouching.check_signature(request, entry, body)
        async with _database_answers():
            taken = await _take(request, entry, body, address, started)
    except Refused as refusal:
        metrics.submissions.labels("refused").inc()
        if entry is not None:
            with suppress(Unavailable):  # the refusal stands, whether or not it can be noted
                await _log_refusal(request, entry, body or _unread(request), address, refusal)
        response = errors.answer(request, refusal)
    else:
        metrics.submissions.labels(taken.outcome).inc()
        response = await _answer(request, entry, body, taken.submission_id)
    response.raw_headers.extend(_RAW_CORS)
    return response


@asynccontextmanager
async def _database_answers() -> AsyncIterator[None]:
    """Unavailable within seconds, where the database is away or says nothing.

    The post may have been stored all the same, just before the connection broke. Sent again with
    its Idempotency-Key, or the same within ten minutes, it is the submission that stands.
    """
    try:
        async with asyncio.timeout(DATABASE_PATIENCE):
            yield
    except SIGNS_OF_OUTAGE as error:
        if not isinstance(error, OSError) and not is_outage(error):
            raise
        log.warning("intake.without_database", error=repr(error))
        raise Unavailable(
            "We cannot store this right now: the database does not answer. Send the same again in "
            "a few seconds; it will be taken once."
        ) from error


async def _take(
    request: Request, entry: Entry, body: Body, address: str, started: float
) -> actions.StoredSubmission:
    form, source = fields.read_form(body.fields)
    form = rules.check(form)
    settings = request.app.state.settings
    key, body_hash = _idempotency(request, body)
    now = clock.now()
    post = actions.Incoming(
        workspace_id=entry.workspace_id,
        key_id=entry.key_id,
        form=form,
        source=source or _source(request),
        address=address,
        content_type=body.content_type,
        raw=body.raw,
        headers=_kept(request, body) | vouching.brought(request, entry, body),
        received_at=now,
        elapsed_ms=(time.perf_counter() - started) * 1000,
        suspicion=rules.suspicion(
            fields.trap(body.fields),
            _seconds_on_page(request, body),
            settings.limits.minimum_seconds,
        ),
        is_demo=entry.is_demo,
        idempotency=key,
        body_hash=body_hash,
    )
    taken = await actions.take(database_of(request), post)
    if taken.outcome == "key_reused":
        raise Invalid(
            "This Idempotency-Key was used for another body within the last 24 hours.",
            code="idempotency_key_reused",
            problems=(
                FieldProblem("Idempotency-Key", "reused", "Use a new key for a new submission."),
            ),
        )
    return taken


def _idempotency(request: Request, body: Body) -> tuple[bytes | None, bytes | None]:
    key = request.headers.get("idempotency-key")
    if key is None:
        return None, None
    if not 1 <= len(key) <= 255:
        raise Invalid(
            "The Idempotency-Key is empty or too long.",
            problems=(
                FieldProblem(
                    "Idempotency-Key", "too_long", "Use 1 to 255 characters, e.g. a UUID."
                ),
            ),
        )
    return hashlib.sha256(key.encode()).digest(), hashlib.sha256(body.raw).digest()


def _kept(request: Request, body: Body) -> dict[str, str]:
    """The headers that are kept, and which visitor of ours sent the form, if the page says so."""
    visitor = body.fields.get(fields.VISITOR)
    named = {VISITOR_HEADER: str(visitor)} if is_visitor_id(visitor) else {}
    return fields.kept(request.headers.items()) | named


def _seconds_on_page(request: Request, body: Body) -> float | None:
    """How long the form was open, by its signed time token; None where there is none or a stale one."""
    token = body.fields.get(fields.TIME_TOKEN)
    if not isinstance(token, str):
        return None
    opened = request.app.state.keyring.unsign("form", token)
    return None if opened is None else time.time() - float(opened)


def _source(request: Request) -> str:
    """Where the form stands, as far as the browser says."""
    page = request.headers.get("referer")
    if page and (referrer := urlsplit(page)).hostname:
        return f"{referrer.hostname}{referrer.path}".rstrip("/")[:100]
    return (request.query_params.get("source") or "api")[:100]


async def _answer(
    request: Request, entry: Entry, body: Body, submission_id: SubmissionId
) -> Response:
    token = results.token(request.app.state.keyring, entry.workspace_id, submission_id)
    if "text/html" in request.headers.get("accept", ""):
        return RedirectResponse(_next_page(request, body, entry, token), 303)
    address = request.app.state.settings.address
    url = f"{address}/api/results/{token}"
    receipt: dict[str, Any] = {"id": str(submission_id), "status": "received", "result_url": url}
    if entry.is_demo:
        receipt["events_url"] = f"{url}/events"
    wait = _wait_seconds(request)
    if wait > 0:
        full = entry.is_secret or entry.is_demo
        result = await results.wait_for(request, entry.workspace_id, submission_id, wait, full=full)
        if result is not None:
            return JSONResponse(result, 200, headers={"Preference-Applied": f"wait={wait:g}"})
    # Elementor takes nothing but 200 for success, and shows its visitor an error else.
    return JSONResponse(receipt, 200 if request.query_params.get("success") == "200" else 202)


def _wait_seconds(request: Request) -> float:
    """The N of `Prefer: wait=N` (RFC 7240), at most 30 seconds."""
    for part in request.headers.get("prefer", "").split(","):
        name, _, value = part.strip().partition("=")
        if name.lower() == "wait" and value.strip('"').isdigit():
            return float(min(int(value.strip('"')[:6]), LONGEST_WAIT))
    return 0.0


def _next_page(request: Request, body: Body, entry: Entry, token: str) -> str:
    """The page the form names, if it stands on the site that posted; else our thanks."""
    if entry.is_demo:
        return f"/result/{token}"
    wanted = str(body.fields.get(fields.RETURN_TO) or "")
    site = urlsplit(request.headers.get("origin") or request.headers.get("referer") or "").netloc
    parts = urlsplit(wanted)
    if site and parts.scheme in {"http", "https"} and parts.netloc == site:
        return wanted
    return f"/thanks?result={token}"


def _unread(request: Request) -> Body:
    """The post as far as it came, when its body could not be read."""
    content_type = request.headers.get("content-type", "")[:200]
    return Body({}, getattr(request.state, "raw", b""), content_type)


async def _log_refusal(
    request: Request, entry: Entry, body: Body, address: str, refusal: Refused
) -> None:
    if isinstance(refusal, Unavailable):
        return
    async with _database_answers(), database_of(request).tenant(entry.workspace_id) as session:
        await actions.keep_refusal(
            session,
            status=status_of(refusal),
            problem=in_words(refusal),
            address=address,
            request={
                "content_type": body.content_type,
                "headers": fields.kept(request.headers.items()),
                "body": body.raw[: request_log.KEPT],
            },
        )


@router.get("/api/results/{token}")
async def result(request: Request, token: str) -> Response:
    """What became of a submission. Everything with a secret key or on the demo form."""
    workspace_id, submission_id = results.open_token(request.app.state.keyring, token)
    full = await results.may_see_all(request, workspace_id, submission_id)
    shown = await results.read(request, workspace_id, submission_id, full=full)
    return JSONResponse(shown, headers={**CORS, "Cache-Control": "no-store"})


@router.get("/api/results/{token}/events")
async def result_events(request: Request, token: str) -> Response:
    """The same as it happens, for the demo form."""
    workspace_id, submission_id = results.open_token(request.app.state.keyring, token)
    if not await results.may_see_all(request, workspace_id, submission_id):
        raise NotFound("There is no stream for this submission.")
    return results.stream(request, workspace_id, submission_id)
