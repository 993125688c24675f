"""The one map from refusals to HTTP: problem+json (RFC 9457) for programs, a page for people."""

from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException

from leadwright.domain import errors
from leadwright.domain.errors import FieldProblem, Refused
from leadwright.kernel.logging import get
from leadwright.web.render import page

log = get("web")

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
BY_CODE = {"broken_body": 400, "unsupported_type": 415}


def status_of(refusal: Refused) -> int:
    return BY_CODE.get(refusal.code) or STATUS.get(type(refusal), 400)


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
    if isinstance(refusal, errors.TooMany):
        response.headers["Retry-After"] = str(max(1, round(refusal.retry_after)))
    if status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def wants_page(request: Request) -> bool:
    """Whether a person with a browser asked, and not a program."""
    return "text/html" in request.headers.get("accept", "") and not request.url.path.startswith(
        "/api/"
    )


def answer(request: Request, refusal: Refused) -> Response:
    if not wants_page(request):
        return problem(refusal)
    if isinstance(refusal, errors.Unauthenticated) and request.method == "GET":
        return RedirectResponse(f"/login?next={request.url.path}", 303)
    return page(
        request,
        "pages/error.html",
        {"status": status_of(refusal), "refusal": refusal},
        status=status_of(refusal),
    )


async def _on_refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, Refused)  # noqa: S101 -- FastAPI hands over what was registered
    return answer(request, error)


async def _on_validation(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101
    problems = tuple(
        FieldProblem(".".join(str(p) for p in e["loc"][1:]), e["type"], e["msg"])
        for e in error.errors()
    )
    refusal = errors.Invalid("The request does not have the expected form.", problems=problems)
    return answer(request, refusal)


async def _on_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101
    phrases = {
        404: "There is nothing at this address.",
        405: "This address does not take that method.",
    }
    refusal = Refused(phrases.get(error.status_code, str(error.detail)), code="http")
    refusal.code = {404: "not_found", 405: "method_not_allowed"}.get(error.status_code, "http")
    response = answer(request, refusal)
    response.status_code = error.status_code
    return response


async def _on_anything(request: Request, error: Exception) -> Response:
    log.error("request.failed", path=request.url.path, error=repr(error), exc_info=error)
    refusal = errors.Unavailable(
        "Something broke on our side. It is logged; trying again in a moment may help.",
        code="internal",
    )
    response = answer(request, refusal)
    response.status_code = 500
    return response


def install(app: FastAPI) -> None:
    """Register the map."""
    app.add_exception_handler(Refused, _on_refused)
    app.add_exception_handler(RequestValidationError, _on_validation)
    app.add_exception_handler(HTTPException, _on_http)
    app.add_exception_handler(Exception, _on_anything)
