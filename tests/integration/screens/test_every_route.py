"""Every address of the product is locked in the way it should be, also those of tomorrow."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from fastapi import APIRouter, Depends, FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from tests.integration.installation import Installation, Workplace

from leadwright.domain.ids import new_id
from leadwright.domain.permission import Permission
from leadwright.kernel.web import require
from leadwright.web.auth import csrf, person
from leadwright.web.screens.entry import routes as entry

# Open to everybody, each for a reason that its own tests hold.
OPEN = {
    "/",
    "/thanks",
    "/calculator",
    "/result/{token}",
    "/docs",
    "/guide",
    "/guide/{slug:path}",
    "/privacy",
    "/favicon.ico",
    "/robots.txt",
    "/visits.js",
    "/styleguide",
    "/setup",
    "/login",
    "/forgot",
    "/reset",
    "/health/live",
    "/health/ready",
    "/metrics",
    "/api/openapi.json",
    "/api/submit-lead",
    "/api/events",
    "/api/form-challenge",
    "/embed/proof.js",
    "/api/results/{token}",
    "/api/results/{token}/events",
}

# Programs of others come here, and each post is checked by its own signature.
SIGNED = {
    "/decide/{deed}/{token}",
    "/o/{token}.gif",
    "/l/{token}",
    "/hooks/mail/{vendor}/{token}",
    "/hooks/files/{vendor}/{token}",
    "/hooks/telegram/{token}",
    "/hooks/slack/{token}",
}


@dataclass(frozen=True)
class Way:
    """One method of one address, and everything that is asked before it."""

    method: str
    path: str
    asked: tuple[object, ...]

    @property
    def in_workspace(self) -> bool:
        return self.path.startswith("/w/{workspace}")

    @property
    def in_api(self) -> bool:
        return self.path.startswith("/api/")

    @property
    def filled(self) -> str:
        parts = self.path.split("/")
        return "/".join(str(new_id()) if part.startswith("{") else part for part in parts)


def ways(app: FastAPI) -> Iterator[Way]:
    """All ways into the app, through routers within routers."""
    yield from _ways(app.routes)


def _ways(routes: object) -> Iterator[Way]:
    assert isinstance(routes, list)
    for route in routes:
        nested = getattr(route, "effective_candidates", None)
        if nested is not None:
            yield from _ways(nested())
            continue
        path = getattr(route, "path", None)
        dependant = getattr(route, "dependant", None)
        asked = tuple(_asked(dependant)) if dependant is not None else ()
        for method in sorted(getattr(route, "methods", None) or ()):
            if method not in {"HEAD", "OPTIONS"}:
                yield Way(method, str(path), asked)


def _asked(dependant: Dependant) -> Iterator[object]:
    for part in dependant.dependencies:
        yield part.call
        yield from _asked(part)


def missing(way: Way) -> str | None:
    """What the way lacks; None when it is locked as it should be."""
    guarded = any(isinstance(getattr(c, "permission", None), Permission) for c in way.asked)
    if (way.in_workspace or (way.in_api and way.path not in OPEN)) and not guarded:
        return "require(Permission...)"
    by_key = way.in_api or way.path in SIGNED
    if way.method != "GET" and not by_key and csrf not in way.asked:
        return "csrf"
    if way.in_workspace or way.path in OPEN | SIGNED or guarded:
        return None
    if person not in way.asked and csrf not in way.asked:
        return "a person, or a place on the list of what is open"
    return None


def test_every_way_in_is_locked(installation: Installation) -> None:
    found = list(ways(installation.app))
    assert {"/login", "/w", "/api/leads", "/api/submit-lead"} <= {way.path for way in found}
    lacking = [f"{w.method} {w.path} lacks {missing(w)}" for w in found if missing(w)]
    assert not lacking, lacking


def test_the_list_of_what_is_open_names_no_address_that_is_gone(
    installation: Installation,
) -> None:
    there = {way.path for way in ways(installation.app)}
    assert there >= OPEN - {"/styleguide"}


async def _nothing() -> None:
    """A route of tomorrow."""


@pytest.mark.parametrize(
    ("path", "method", "dependencies", "lacks"),
    [
        ("/w/{workspace}/new", "GET", [], "require(Permission...)"),
        ("/w/{workspace}/new", "POST", [csrf], "require(Permission...)"),
        ("/w/{workspace}/new", "POST", [require(Permission.SEND)], "csrf"),
        ("/w/{workspace}/new", "DELETE", [require(Permission.SEND)], "csrf"),
        ("/w/{workspace}/new", "POST", [require(Permission.SEND), csrf], None),
        ("/w/{workspace}/new", "GET", [require(Permission.SEND)], None),
        ("/api/new", "GET", [], "require(Permission...)"),
        ("/api/new", "POST", [require(Permission.SEND)], None),
        ("/me/new", "POST", [person], "csrf"),
        ("/new", "GET", [], "a person, or a place on the list of what is open"),
    ],
)
def test_a_new_address_without_its_locks_is_found(
    path: str, method: str, dependencies: list[object], lacks: str | None
) -> None:
    inner, outer, app = APIRouter(), APIRouter(), FastAPI(openapi_url=None)
    needs = [Depends(call) for call in dependencies]  # type: ignore[arg-type]  # any callable
    inner.add_api_route(path, _nothing, methods=[method], dependencies=needs)
    outer.include_router(inner)
    app.include_router(outer)
    (way,) = ways(app)
    assert isinstance(inner.routes[0], APIRoute)
    assert missing(way) == lacks


def test_a_lock_on_the_router_counts_as_one_on_each_route() -> None:
    router, app = APIRouter(dependencies=[Depends(require(Permission.SEND))]), FastAPI()
    router.add_api_route("/w/{workspace}/new", _nothing)
    app.include_router(router)
    (way,) = [way for way in ways(app) if way.in_workspace]
    assert missing(way) is None


async def test_nobody_gets_into_a_workspace_without_logging_in(
    installation: Installation, place: Workplace
) -> None:
    async with installation.browser() as client:
        for way in (w for w in ways(installation.app) if w.in_workspace):
            path = way.path.replace("{workspace}", place.slug)
            path = Way(way.method, path, ()).filled
            answer = await client.request(way.method, path)
            if way.method == "GET":
                assert answer.status_code == 303, path
                assert answer.headers["location"] == f"/login?next={path}"
            else:
                assert answer.status_code in {401, 403}, path


async def test_a_stranger_does_not_learn_that_a_workspace_exists(
    installation: Installation, place: Workplace
) -> None:
    stranger = await installation.workplace("Stranger")
    async with installation.browser(stranger.owner_id) as client:
        for way in (w for w in ways(installation.app) if w.in_workspace):
            for slug in (place.slug, "there-is-none"):
                path = Way(way.method, way.path.replace("{workspace}", slug), ()).filled
                answer = await client.request(way.method, path)
                assert answer.status_code == 404, (way.method, path)


async def test_every_address_of_the_api_wants_a_secret_key(
    installation: Installation, place: Workplace
) -> None:
    wrong = ("", "Bearer lws_wrong", f"Bearer {place.public_key}")
    async with installation.browser(place.owner_id) as client:
        for way in (w for w in ways(installation.app) if w.in_api and w.path not in OPEN):
            for key in wrong:
                given = {"Authorization": key}
                answer = await client.request(way.method, way.filled, headers=given)
                assert answer.status_code == 401, (way.method, way.path, key)


def test_the_entry_is_mounted_whole(installation: Installation) -> None:
    there = {(way.method, way.path) for way in ways(installation.app)}
    expected = {
        ("GET", "/setup"),
        ("POST", "/setup"),
        ("GET", "/login"),
        ("POST", "/login"),
        ("GET", "/forgot"),
        ("POST", "/forgot"),
        ("GET", "/reset"),
        ("POST", "/reset"),
        ("POST", "/logout"),
        ("GET", "/w"),
        ("GET", "/go/{workspace_id}/leads/{lead_id}"),
        ("GET", "/me"),
        ("POST", "/me/name"),
        ("POST", "/me/password"),
    }
    assert entry.router.routes
    assert expected <= there
