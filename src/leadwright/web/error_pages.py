"""The pages of refusals. They need neither the database nor a workspace: both may be the trouble."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from fastapi import Request
from fastapi.responses import HTMLResponse

from leadwright.domain.errors import Refused
from leadwright.web.paths import came_from, local_path, login_path
from leadwright.web.render import fragment, page
from leadwright.web.screens.public_site.landing import SiteLinks, problem_context
from leadwright.web.wording import sentences

FORM_PATH = "/api/submit-lead"

TITLES: Mapping[int, str] = {
    400: "That could not be read",
    401: "Sign in first",
    403: "That is not open to you",
    404: "There is nothing here",
    405: "That cannot be done here",
    409: "It changed in the meantime",
    413: "That is too large",
    415: "That kind of file is not taken",
    422: "Something needs another look",
    429: "Too much at once",
    500: "This did not work",
    503: "Not available right now",
}


@dataclass(frozen=True)
class Step:
    """What to do next: words and an address of ours."""

    words: str
    href: str


@dataclass(frozen=True)
class ErrorContext:
    """What happened, to what, and the next step. The id finds the request in the log.

    `keeps_typed`: what was sent may be sent again from its form after the next step.
    """

    status: int
    title: str
    sentence: str
    lines: tuple[str, ...]
    remark: str
    step: Step
    other: Step | None
    request_id: str
    keeps_typed: bool = False


def show(request: Request, refusal: Refused, status: int, *, part_only: bool) -> HTMLResponse:
    """The refusal as a page; for a part of a screen only its heart; for a public form its own page."""
    if request.url.path == FORM_PATH:
        links = SiteLinks(public_url=request.app.state.settings.address)
        context = problem_context(links, refusal.message, refusal.problems)
        return page(request, "public/problem.html", {"page": context}, status=status)
    values = {"error": error_context(request, refusal, status)}
    if part_only:
        return fragment(request, "pages/error.html", "problem", values, status=status)
    return page(request, "pages/error.html", values, status=status)


def error_context(request: Request, refusal: Refused, status: int) -> ErrorContext:
    step, other, remark = _next(request, refusal, status)
    return ErrorContext(
        status=status,
        title=TITLES.get(status, "That did not work"),
        sentence=refusal.message,
        lines=tuple(f"{p.field}: {sentences(p.reason, p.remedy)}" for p in refusal.problems),
        remark=remark,
        step=step,
        other=other,
        request_id=str(getattr(request.state, "request_id", "")),
        keeps_typed=status == 401 or refusal.code == "csrf",
    )


Advice = tuple[Step, Step | None, str]

HOME = Step("To your workspaces", "/w")


def _next(request: Request, refusal: Refused, status: int) -> Advice:
    if refusal.code == "csrf":
        return Step("Load the page again", came_from(request) or "/w"), None, ""
    advise = _ADVICE.get(status, _go_back)
    return advise(request)


def _log_in(request: Request) -> Advice:
    return Step("Sign in", login_path(request)), None, "Nothing was changed."


def _go_home(_request: Request) -> Advice:
    return HOME, Step("To the front page", "/"), ""


def _not_yours(request: Request) -> Advice:
    back = came_from(request)
    return HOME, Step("Go back", back) if back else None, "Nothing was changed."


def _go_back(request: Request) -> Advice:
    back = came_from(request)
    if back is None:
        return HOME, None, ""
    return Step("Go back", back), HOME, "Nothing was changed."


def _try_again(request: Request) -> Advice:
    asked = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    again = local_path(asked) if request.method == "GET" else came_from(request)
    remark = (
        "Try again in a moment. If it stays like this, tell the person who runs this "
        "installation the number below: the log has it."
    )
    return Step("Try again", again or "/w"), None, remark


_ADVICE: Mapping[int, Callable[[Request], Advice]] = {
    401: _log_in,
    403: _not_yours,
    404: _go_home,
    405: _go_home,
    500: _try_again,
    503: _try_again,
}
