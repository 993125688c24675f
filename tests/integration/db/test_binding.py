"""A connection carries a workspace for one transaction, whatever it was used for before."""

import pytest
from sqlalchemy import text
from tests.integration.installation import Installation

from leadwright.domain.ids import WorkspaceId, new_id
from leadwright.kernel.db.session import Database

_BOUND = text("select nullif(current_setting('app.workspace_id', true), '')")


@pytest.fixture
def one_line(installation: Installation) -> Database:
    """Everybody gets the same connection."""
    return Database(installation.runtime.database.urls, pool_size=1)


async def test_a_connection_that_was_in_autocommit_is_bound_all_the_same(
    one_line: Database,
) -> None:
    workspace_id = WorkspaceId(new_id())
    async with one_line.autocommit.connect() as connection:
        assert await connection.scalar(_BOUND) is None
    async with one_line.read(workspace_id) as session:
        assert await session.scalar(_BOUND) == str(workspace_id)
    async with one_line.tenant(workspace_id) as session:
        assert await session.scalar(_BOUND) == str(workspace_id)
    await one_line.close()


async def test_nobody_finds_the_workspace_of_whoever_had_the_connection_before(
    one_line: Database,
) -> None:
    async with one_line.tenant(WorkspaceId(new_id())) as session:
        await session.connection()  # taken, and nothing asked: no transaction began
    async with one_line.unbound() as nobody:
        assert await nobody.scalar(_BOUND) is None
    async with one_line.tenant(WorkspaceId(new_id())) as session:
        await session.execute(_BOUND)
    async with one_line.autocommit.connect() as connection:
        assert await connection.scalar(_BOUND) is None
    async with one_line.unbound() as nobody:
        assert await nobody.scalar(_BOUND) is None
    await one_line.close()
