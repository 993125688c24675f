"""Which status a refusal has, and how a program reads it: problem+json (RFC 9457)."""

from http import HTTPStatus

from fastapi.responses import JSONResponse

from leadwright.domain import errors
from leadwright.domain.errors import Refused

STATUS: dict[type[Refused], int] = {
    errors.NotFound: 404,
    errors.Invalid: 422,
    errors.Conflict: 409,
    errors.Unauthenticated: 401,
    errors.Forbidden: 403,
    errors.TooMany: 429,
    errors.TooLarge: 413,
    errors.Unavailable: 503,
}
BY_CODE = {
    "broken_body": 400,
    "unsupported_type": 415,
    "method_not_allowed": 405,
    "not_found": 404,
    "too_large": 413,
    "internal": 500,
}
AGAIN_SECONDS = 5


def status_of(refusal: Refused) -> int:
    return BY_CODE.get(refusal.code) or STATUS.get(type(refusal), 400)


def in_words(refusal: Refused) -> str:
    """What was wrong, with each field and its remedy, on one line."""
    remedies = (f"{p.field}: {p.remedy}" if p.field else p.remedy for p in refusal.problems)
    return " ".join((refusal.message, *remedies))[:2_000]


def problem(refusal: Refused) -> JSONResponse:
    """The refusal as problem+json."""
    status = status_of(refusal)
    body = {
        "type": f"urn:leadwright:problem:{refusal.code}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": refusal.message,
        "errors": [
            {"field": p.field, "reason": p.reason, "remedy": p.remedy} for p in refusal.problems
        ],
    }
    response = JSONResponse(body, status, media_type="application/problem+json")
    response.headers.update(retry_after(refusal))
    if status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def retry_after(refusal: Refused) -> dict[str, str]:
    """When it is worth trying again, where we know it."""
    if isinstance(refusal, errors.TooMany):
        return {"Retry-After": str(max(1, round(refusal.retry_after)))}
    if status_of(refusal) == 503:
        return {"Retry-After": str(AGAIN_SECONDS)}
    return {}
