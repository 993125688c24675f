"""Answers refusals and breakdowns: problem+json for programs, a page for people."""

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse, Response
from starlette.exceptions import HTTPException

from leadwright.domain import errors
from leadwright.domain.errors import FieldProblem, Refused
from leadwright.kernel.db.outage import is_outage
from leadwright.kernel.logging import get
from leadwright.web import error_pages
from leadwright.web.paths import login_path
from leadwright.web.refusals import problem, retry_after, status_of

log = get("web")

NOWHERE = "The address may be mistyped, or what stood there is gone."
HTTP = {
    404: (NOWHERE, "not_found"),
    405: ("This address does not take that method.", "method_not_allowed"),
    413: (
        "What was sent is larger than this server takes at once. Send less, or files one by one.",
        "too_large",
    ),
}


def wants_page(request: Request) -> bool:
    """Whether a person with a browser asked, and not a program."""
    if "text/html" not in request.headers.get("accept", ""):
        return False
    path = request.url.path
    return path == error_pages.FORM_PATH or not path.startswith("/api/")


def answer(request: Request, refusal: Refused) -> Response:
    if not wants_page(request):
        return problem(refusal)
    by_script = "hx-request" in request.headers
    if isinstance(refusal, errors.Unauthenticated) and request.method == "GET" and not by_script:
        return RedirectResponse(login_path(request), 303)
    response = error_pages.show(request, refusal, status_of(refusal), part_only=by_script)
    response.headers.update(retry_after(refusal))
    return response


async def _on_refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, Refused)  # noqa: S101 -- FastAPI hands over what was registered
    return answer(request, error)


async def _on_validation(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101
    found = error.errors()
    if any(e["loc"][0] == "path" for e in found):
        # /leads/some-word is no lead, as an unknown id is none.
        return answer(request, errors.NotFound(NOWHERE))
    problems = tuple(
        FieldProblem(".".join(str(p) for p in e["loc"][1:]), e["type"], e["msg"]) for e in found
    )
    refusal = errors.Invalid("The request does not have the expected form.", problems=problems)
    return answer(request, refusal)


async def _on_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101
    sentence, code = HTTP.get(error.status_code, (str(error.detail), "http"))
    refusal = Refused(sentence, code=code)
    response = answer(request, refusal)
    response.status_code = error.status_code
    response.headers.update(error.headers or {})
    return response


async def broken(request: Request, error: Exception) -> Response:
    """The answer to what nobody caught: it is logged, and the reader gets no stack trace."""
    if isinstance(error, HTTPException):
        return await _on_http(request, error)
    if is_outage(error):
        log.error("request.without_database", path=request.url.path, error=repr(error))
        return answer(request, errors.Unavailable("The database does not answer right now."))
    log.error("request.failed", path=request.url.path, error=repr(error), exc_info=error)
    return answer(
        request,
        errors.Unavailable("Something broke on our side, and it is logged.", code="internal"),
    )


def install(app: FastAPI) -> None:
    """Register the map. `broken` is asked by the middleware, which stands around all of this."""
    app.add_exception_handler(Refused, _on_refused)
    app.add_exception_handler(RequestValidationError, _on_validation)
    app.add_exception_handler(HTTPException, _on_http)
