"""The endpoint for behaviour events: `POST /api/events`, one event or a batch.

A secret key may report everything; a public one, which every visitor of a page can read, only the steps
of an anonymous visitor.
"""

from dataclasses import replace
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from leadwright.domain.errors import FieldProblem, Invalid, Refused
from leadwright.features.behaviour import actions, reading
from leadwright.features.behaviour.reading import ParsedEvent
from leadwright.features.leads.matching import email_key, is_role_address
from leadwright.kernel import clock, metrics
from leadwright.kernel.web import database_of
from leadwright.web import bodies, errors
from leadwright.web.clients import address as client_address
from leadwright.web.gate import Entry, Gate
from leadwright.web.intake import CORS

router = APIRouter()

PATH = "/api/events"
MOST = 1_000
_RAW_CORS = [(name.lower().encode(), value.encode()) for name, value in CORS.items()]


@router.options(PATH, include_in_schema=False)
async def preflight() -> Response:
    """Pages of other sites tell what their visitors do."""
    return Response(status_code=204, headers=CORS)


@router.post(PATH, tags=["events"])
async def take_events(request: Request) -> Response:
    """Take what leads did: `{"kind", ...}`, or `{"events": [..]}` with up to 1,000, each judged alone."""
    try:
        response = await _taken(request)
    except Refused as refusal:
        metrics.behaviour.labels("door", "refused").inc()
        response = errors.answer(request, refusal)
    response.raw_headers.extend(_RAW_CORS)
    return response


async def _taken(request: Request) -> Response:
    gate: Gate = request.app.state.gate
    entry = await gate.known(request)
    address = client_address(request, request.app.state.trusted)
    if not entry.is_secret:
        gate.limit_events_of(address)
    body = await bodies.read_json(request, request.app.state.settings.limits.events_body_bytes)
    items, is_batch = _items(body)
    gate.limit_events(entry, len(items))
    if not entry.is_secret and len(items) > 1:
        gate.limit_events_of(address, len(items) - 1)
    answers = await _take(request, entry, items, address)
    if not is_batch:
        if isinstance(answers[0], Invalid):
            raise answers[0]
        return JSONResponse(answers[0], 202)
    told = [_told(place, one) for place, one in enumerate(answers)]
    taken = sum(one["status"] == "taken" for one in told)
    summary = {"taken": taken, "refused": len(told) - taken, "items": told}
    return JSONResponse(summary, 202 if taken else 422)


def _items(body: Any) -> tuple[list[Any], bool]:
    """The events, and whether they came as a batch."""
    if isinstance(body, dict) and "events" not in body:
        return [body], False
    items = (
        body if isinstance(body, list) else body.get("events") if isinstance(body, dict) else None
    )
    if not isinstance(items, list) or not items:
        problem = FieldProblem("events", "missing", 'Send {"events": [..]} with one event or more.')
        raise Invalid("The body holds no events.", problems=(problem,))
    if len(items) > MOST:
        problem = FieldProblem("events", "too_many", f"Send at most {MOST:,} at once.")
        raise Invalid(f"The batch has {len(items):,} events.", problems=(problem,))
    return items, True


async def _take(
    request: Request, entry: Entry, items: list[Any], address: str
) -> list[actions.Answer]:
    """Each event's answer in its place: what cannot be read does not reach the database."""
    now = clock.now()
    answers: list[actions.Answer | None] = []
    givens: list[ParsedEvent] = []
    for item in items:
        try:
            given = reading.read(item, now, _key_of if entry.is_secret else None)
        except Invalid as refusal:
            answers.append(refusal)
        else:
            answers.append(None)
            givens.append(given if entry.is_secret else _seen(request, given, address))
    origin = "api" if entry.is_secret else "page"
    if givens:
        async with database_of(request).tenant(entry.workspace_id) as session:
            taken = iter(await actions.take(session, origin, givens))
        answers = [next(taken) if one is None else one for one in answers]
    whole = [one for one in answers if one is not None]
    refused = sum(isinstance(one, Invalid) for one in whole)
    metrics.behaviour.labels(origin, "taken").inc(len(whole) - refused)
    metrics.behaviour.labels(origin, "refused").inc(refused)
    return whole


def _key_of(email: str | None, name: str | None) -> str | None:
    """The person's key; of a shared mailbox without a name, the key of nobody in particular."""
    key = email_key(email, name)
    if key and email and is_role_address(email) and not name:
        return f"{key.partition('|')[0]}|"
    return key


def _seen(request: Request, given: ParsedEvent, address: str) -> ParsedEvent:
    """What the request itself says about who is there."""
    return replace(
        given,
        address=address,
        agent=request.headers.get("user-agent", "")[:500],
        signs=given.signs | signs_of(request),
    )


_AHEAD_OF_TIME = ("purpose", "sec-purpose", "x-purpose", "x-moz")


def signs_of(request: Request) -> frozenset[str]:
    """What in a request speaks for a machine: no method or purpose of a person, no language."""
    found = set()
    if request.method == "HEAD":
        found.add("head")
    said = " ".join(request.headers.get(name, "") for name in _AHEAD_OF_TIME).casefold()
    if "prefetch" in said or "preview" in said or "prerender" in said:
        found.add("prefetch")
    if not request.headers.get("accept-language"):
        found.add("no_language")
    return frozenset(found)


def _told(place: int, answer: actions.Answer) -> dict[str, Any]:
    if not isinstance(answer, Invalid):
        return {"index": place, **answer}
    problems = [{"field": p.field, "reason": p.reason, "remedy": p.remedy} for p in answer.problems]
    return {"index": place, "status": "refused", "detail": answer.message, "errors": problems}
