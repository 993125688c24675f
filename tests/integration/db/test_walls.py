"""Every table of the real schema is behind the wall, or is named as global."""

from sqlalchemy import text
from tests.integration.installation import Installation

from leadwright.kernel.db.base import GLOBAL_TABLES

_TABLES = text("""
select c.relname as name, c.relrowsecurity as walled, c.relforcerowsecurity as forced,
    (select count(*) from pg_policy p where p.polrelid = c.oid) as policies,
    (select a.attname from pg_index i join pg_attribute a
        on a.attrelid = c.oid and a.attnum = i.indkey[0]
        where i.indrelid = c.oid and i.indisprimary) as key_begins
from pg_class c
where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
""")
_LOOSE_KEYS = text("""
select k.conname from pg_constraint k join pg_class c on c.oid = k.conrelid
where k.contype = 'f' and c.relnamespace = 'public'::regnamespace and not c.relispartition
    and exists (select from pg_attribute a where a.attrelid = k.confrelid
        and a.attname = 'workspace_id')
    and (select a.attname from pg_attribute a
        where a.attrelid = k.conrelid and a.attnum = k.conkey[1]) <> 'workspace_id'
""")


async def test_every_table_has_a_forced_wall_and_a_key_that_begins_with_the_workspace(
    installation: Installation,
) -> None:
    async with installation.runtime.database.unbound() as session:
        tables = (await session.execute(_TABLES)).all()
    tenant = [table for table in tables if table.name not in GLOBAL_TABLES]
    assert len(tenant) > 10
    for table in tenant:
        assert table.walled, table.name
        assert table.forced, table.name
        assert table.policies, table.name
        assert table.key_begins == "workspace_id", table.name


async def test_no_foreign_key_can_point_into_another_workspace(installation: Installation) -> None:
    async with installation.runtime.database.unbound() as session:
        loose = (await session.execute(_LOOSE_KEYS)).scalars().all()
    assert not loose
