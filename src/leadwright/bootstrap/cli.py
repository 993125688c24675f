"""What the short shell commands do."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from leadwright.bootstrap import common
from leadwright.bootstrap.common import Runtime
from leadwright.bootstrap.database import start_database
from leadwright.domain.errors import NotFound
from leadwright.domain.ids import WorkspaceId
from leadwright.features.workspaces import actions, queries, resets
from leadwright.features.workspaces.actions import NewPerson
from leadwright.kernel.db.upgrade import upgrade_now
from leadwright.kernel.db.urls import DatabaseUrls
from leadwright.kernel.own_command import own_command
from leadwright.kernel.settings import Settings

ResultT = TypeVar("ResultT")


def with_database(settings: Settings, work: Callable[[Runtime], Awaitable[ResultT]]) -> ResultT:
    """Run a short command against the database, starting the embedded one if nobody did."""
    server = start_database(settings)
    try:
        upgrade_now(server.urls)
        return asyncio.run(_with_runtime(settings, server.urls, work))
    finally:
        server.leave()


async def _with_runtime(
    settings: Settings, urls: DatabaseUrls, work: Callable[[Runtime], Awaitable[ResultT]]
) -> ResultT:
    runtime = common.build(settings, urls, pool_size=3)
    try:
        return await work(runtime)
    finally:
        await runtime.database.close()


def new_person(name: str, email: str, password: str) -> NewPerson:
    """Without a name the address lends one."""
    shown = name.strip() or email.partition("@")[0].replace(".", " ").replace("_", " ").title()
    return NewPerson(shown, email, password)


async def create_owner(runtime: Runtime, workspace: str, person: NewPerson) -> dict[str, str]:
    async with runtime.database.system() as session:
        workspace_id, person_id = await actions.claim_or_make(session, workspace, person)
        made = await queries.workspace(session, workspace_id)
        slug, name = (made.slug, made.name) if made else ("", workspace)
    return {
        "workspace": slug,
        "workspace_id": str(workspace_id),
        "person_id": str(person_id),
        "name": name,
        "email": person.email,
        "sign_in": f"{runtime.settings.address}/login",
    }


def owner_in_words(made: dict[str, str]) -> str:
    return (
        f"{made['email']} is an owner of {made['name']}.\n"
        f"Sign in at {made['sign_in']} with the password you just gave.\n"
        f"If that page does not answer, start the product: {own_command()} run"
    )


async def set_password(runtime: Runtime, email: str, password: str) -> dict[str, str]:
    """A new password for somebody who cannot log in; all their logins end."""
    async with runtime.database.unbound() as session:
        person = await queries.person_by_email(session, email)
        if person is None:
            raise NotFound(f"Nobody here has the e-mail address {email!r}.")
        person_id = await resets.set_password(session, person, password)
    return {
        "person_id": str(person_id),
        "email": person.email,
        "sign_in": f"{runtime.settings.address}/login",
    }


def password_in_words(done: dict[str, str]) -> str:
    return (
        f"{done['email']} has a new password; every login is ended.\nSign in at {done['sign_in']}"
    )


async def place_named(runtime: Runtime, name: str) -> WorkspaceId:
    """The workspace of this name or slug; NotFound names those there are."""
    async with runtime.database.system() as session:
        known = [*await queries.real_workspaces(session), *await queries.full_demos(session)]
    wanted = name.strip().casefold()
    found = next((w for w in known if wanted in (w.name.casefold(), w.slug)), None)
    if found is None:
        names = ", ".join(w.name for w in known) or "none"
        raise NotFound(f"There is no workspace {name!r}. There are: {names}.")
    return WorkspaceId(found.id)


async def create_key(runtime: Runtime, workspace: str, kind: str, label: str) -> str:
    place = await place_named(runtime, workspace)
    async with runtime.database.system() as session:
        _, key = await actions.make_key(session, place, kind, label)
    return key
