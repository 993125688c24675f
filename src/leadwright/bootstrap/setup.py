"""What must stand before the first request: a checked database, a workspace, the demo, partitions."""

import asyncio

from sqlalchemy import text

from leadwright.bootstrap import common
from leadwright.features.workspaces import actions, queries
from leadwright.kernel.db import role_check
from leadwright.kernel.db.session import Database, SystemSession
from leadwright.kernel.db.urls import DatabaseUrls
from leadwright.kernel.settings import Settings, SettingsRefused

DEMO_SLUG = "demo"
DEMO_NAME = "Leadwright demo"
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


async def _prepare(settings: Settings, urls: DatabaseUrls) -> str | None:
    common.keyring(settings)
    problems = await role_check.check_roles(urls)
    if problems:
        raise SettingsRefused("\n".join(f"- {problem}" for problem in problems))
    database = Database(urls, pool_size=2)
    try:
        async with database.system() as session:
            await session.execute(text("select make_event_partitions(3)"))
            await actions.ensure_first_workspace(session)
            await ensure_demo(session)
            return await actions.renew_setup_token(session)
    finally:
        await database.close()


async def ensure_demo(session: SystemSession) -> None:
    """The workspace of the landing page's demo form; its mail never leaves the built-in outbox."""
    if await queries.workspace_by_slug(session, DEMO_SLUG) is not None:
        return
    workspace_id = await actions.make_workspace(session, DEMO_NAME, slug=DEMO_SLUG, is_demo=True)
    workspace = await queries.workspace(session, workspace_id)
    if workspace is not None:
        workspace.settings = dict(DEMO_SETTINGS)
    await actions.make_key(session, workspace_id, "public", "Landing page", is_demo=True)
