"""The landing page keeps its promise: what a visitor sent is gone after the days that it names."""

from datetime import timedelta
from typing import Any

from sqlalchemy import text
from tests.integration.installation import Installation, Workplace

from leadwright.features.workspaces import queries
from leadwright.features.workspaces.visitors import DAYS_KEPT, forget_visitors
from leadwright.kernel import clock

COUNTS = text(
    "select (select count(*) from submission where workspace_id = :id) as submissions,"
    " (select count(*) from run where workspace_id = :id) as runs,"
    " (select count(*) from lead where workspace_id = :id) as leads,"
    " (select count(*) from message where workspace_id = :id and lead_id is not null) as messages,"
    " (select count(*) from refused_request where workspace_id = :id) as refused,"
    " (select count(*) from event where workspace_id = :id and submission_id is not null) as events"
)


async def counts(installation: Installation, workspace_id: Any) -> dict[str, int]:
    async with installation.runtime.database.system() as session:
        return dict((await session.execute(COUNTS, {"id": workspace_id})).one()._mapping)


async def demo(installation: Installation) -> tuple[Any, str]:
    async with installation.runtime.database.system() as session:
        workspace = await queries.demo_workspace(session)
        assert workspace is not None
        key = await session.scalar(
            text("select public_value from api_key where workspace_id = :id and is_demo"),
            {"id": workspace.id},
        )
    return workspace.id, str(key)


async def visit(installation: Installation, key: str, **fields: str) -> None:
    async with installation.browser() as client:
        await client.post(
            f"/api/submit-lead?key={key}", json=fields, headers={"Accept": "application/json"}
        )


async def test_a_visit_is_forgotten_with_all_that_came_of_it(
    installation: Installation, place: Workplace
) -> None:
    workspace_id, key = await demo(installation)
    await visit(installation, key, email="vera@visitor.example", message="How much for ten?")
    await visit(installation, key, name="Nobody to answer")
    await installation.submit(place, email="ana@lima.example", message="A real lead")
    before = await counts(installation, workspace_id)
    real = await counts(installation, place.workspace_id)
    assert before["submissions"] >= 1
    assert before["refused"] >= 1
    async with installation.runtime.database.system() as session:
        await forget_visitors(session, clock.now() + timedelta(days=DAYS_KEPT - 1))
    assert await counts(installation, workspace_id) == before
    async with installation.runtime.database.system() as session:
        await forget_visitors(session, clock.now() + timedelta(days=DAYS_KEPT, minutes=1))
    assert set((await counts(installation, workspace_id)).values()) == {0}
    assert await counts(installation, place.workspace_id) == real


async def test_the_landing_page_names_those_days(installation: Installation) -> None:
    async with installation.browser() as client:
        front = (await client.get("/")).text
        told = (await client.get("/privacy")).text
    assert f"kept {DAYS_KEPT} days" in front
    assert 'href="/privacy"' in front
    assert f"{DAYS_KEPT} days after your last message" in told


async def test_the_guide_is_served_by_the_installation_itself(installation: Installation) -> None:
    async with installation.browser() as client:
        first = await client.get("/guide")
        page = await client.get(first.headers["location"])
        missing = await client.get("/guide/../../etc/passwd")
        unknown = await client.get("/guide/no-such-page")
    assert page.status_code == 200
    assert 'aria-current="page">Connect a site' in page.text
    assert (missing.status_code, unknown.status_code) == (404, 404)
