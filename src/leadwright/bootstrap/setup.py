"""What must stand before the first request: a checked database, a workspace, the demo, partitions."""

import asyncio
import os
import sys

from sqlalchemy import text

from leadwright.bootstrap import common
from leadwright.domain.ids import WorkspaceId
from leadwright.domain.permission import Role
from leadwright.features.workspaces import actions, demo, queries
from leadwright.kernel.db import role_check, schema_age
from leadwright.kernel.db.session import Database, SystemSession
from leadwright.kernel.db.upgrade import upgrade_now
from leadwright.kernel.db.urls import DatabaseUrls
from leadwright.kernel.settings import Settings, SettingsRefused

_PARTITIONS = text("select make_event_partitions(3)")
_TAKE_TURNS = text("select pg_advisory_xact_lock(7016031111)")
DEMO_SLUG = "demo"
DEMO_NAME = "Leadwright demo"
DEMO_HOST = "jonas.weber@northlight.example"
DEMO_SETTINGS = {
    "company": "Northlight Planning",
    "sender": "Jonas Weber",
    "booking_url": "https://calendar.example.com/jonas",
    "website": "https://northlight.example",
    "facts": (
        "Northlight plans routes and visits for field teams.\n"
        "Visits and enquiries are routed by area, language and product.\n"
        "A first look takes 30 minutes."
    ),
}


def prepare(settings: Settings, urls: DatabaseUrls) -> str | None:
    """Check the roles and make the first rows. The set-up token while nobody claimed us."""
    return asyncio.run(_prepare(settings, urls))


def bring_up(settings: Settings, urls: DatabaseUrls) -> str | None:
    """The schema as well."""
    upgrade_now(urls)
    return prepare(settings, urls)


def prepare_for_supervisor(settings: Settings, urls: DatabaseUrls) -> None:
    """Bring everything up, and say so on stdout by one line: the set-up token, if any.

    What is written there afterwards goes where our log goes.
    """
    sys.stdout.write(f"{bring_up(settings, urls) or ''}\n")
    sys.stdout.flush()
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())


def check(settings: Settings, urls: DatabaseUrls) -> None:
    """Refuse roles that would bypass the wall and another version's schema, for a worker started alone."""
    common.keyring(settings)
    asyncio.run(_check(urls))


async def _check(urls: DatabaseUrls) -> None:
    await _check_roles(urls)
    database = Database(urls, pool_size=1)
    try:
        async with database.system() as session:
            await _check_schema(session)
    finally:
        await database.close()


async def _check_schema(session: SystemSession) -> None:
    standing = None
    if await session.scalar(text(schema_age.HAS_SCHEMA)):
        standing = await session.scalar(text(schema_age.STANDING))
    schema_age.refuse_another(standing)


async def _check_roles(urls: DatabaseUrls) -> None:
    problems = await role_check.check_roles(urls)
    if problems:
        raise SettingsRefused("\n".join(f"- {problem}" for problem in problems))


async def _prepare(settings: Settings, urls: DatabaseUrls) -> str | None:
    common.keyring(settings)
    await _check_roles(urls)
    database = Database(urls, pool_size=2)
    try:
        async with database.system() as session:
            await _check_schema(session)
            await _make_partitions(session)
            await actions.ensure_first_workspace(session)
            await ensure_demo(session)
            return await actions.renew_setup_token(session)
    finally:
        await database.close()


async def make_partitions(runtime: common.Runtime) -> None:
    """This month's room for events; `recorded_at` is the true time, also of what the demo tells."""
    async with runtime.database.system() as session:
        await _make_partitions(session)


async def _make_partitions(session: SystemSession) -> None:
    """One process at a time: two that make the same partition would trip over each other."""
    await session.execute(_TAKE_TURNS)
    await session.execute(_PARTITIONS)


async def ensure_demo(session: SystemSession) -> None:
    """The workspace of the landing page's demo form; its mail never leaves the built-in outbox."""
    standing = await queries.demo_workspace(session)
    workspace_id = WorkspaceId(standing.id) if standing else await _make_demo(session)
    # Somebody must take its leads, so that a visitor sees who the lead went to.
    host = await demo.ensure_actor(session, DEMO_SETTINGS["sender"], DEMO_HOST)
    await demo.join(session, workspace_id, host, Role.REP, takes_leads=True)


async def _make_demo(session: SystemSession) -> WorkspaceId:
    workspace_id = await actions.make_workspace(session, DEMO_NAME, slug=DEMO_SLUG, is_demo=True)
    workspace = await queries.workspace(session, workspace_id)
    if workspace is not None:
        workspace.settings = dict(DEMO_SETTINGS)
    await actions.make_key(session, workspace_id, "public", "Landing page", is_demo=True)
    return workspace_id
