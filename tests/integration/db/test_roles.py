"""The database and its three roles on any server, made by a superuser or by a managed admin."""

import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import asyncpg
import pytest
from tests.integration.db.processes import admin_url

from leadwright.kernel.db.embedded import EmbeddedPostgres
from leadwright.kernel.db.role_check import check_roles
from leadwright.kernel.db.roles import WrongPassword, ensure_roles
from leadwright.kernel.db.unavailable import DatabaseUnavailable
from leadwright.kernel.db.urls import DatabaseUrls

pytestmark = pytest.mark.faults


@pytest.fixture(scope="module")
def superuser(pattern: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server's superuser; everything that a test makes has a name of its own."""
    folder = tmp_path_factory.mktemp("roles") / "postgres"
    subprocess.run(["cp", "-a", pattern, folder], check=True)
    database = EmbeddedPostgres(folder)
    database.start()
    yield admin_url(folder)
    database.stop()


def _as(url: str, user: str, password: str) -> str:
    return f"postgresql://{user}:{password}@{url.partition('@')[2]}"


async def test_they_are_made_once_and_a_second_time_only_changes_the_passwords(
    superuser: str,
) -> None:
    first = ensure_roles(superuser, name="twice")
    await _do(first.owner, "create table note (text text)", "insert into note values ('kept')")
    second = ensure_roles(superuser, name="twice")
    assert await check_roles(second) == []
    assert await _do(second.owner, "select text from note") == "kept"
    with pytest.raises(asyncpg.InvalidPasswordError):
        await _do(first.app, "select 1")


async def test_a_managed_admin_is_enough_and_is_left_with_nothing_more(superuser: str) -> None:
    await _do(superuser, "create role cloud login createrole createdb password 'cloud'")
    cloud = _as(superuser, "cloud", "cloud")
    urls = ensure_roles(cloud, name="managed")
    assert await check_roles(urls) == []
    assert await _do(urls.owner, "create table note ()", "select 1") == 1
    member = "select pg_has_role('cloud', 'managed_owner', 'USAGE')"
    assert await _do(superuser, member) is False
    assert await check_roles(ensure_roles(cloud, name="managed")) == []


async def test_the_addresses_keep_what_the_admins_says_about_the_server(superuser: str) -> None:
    urls = ensure_roles(
        superuser.replace("postgresql://", "postgresql+asyncpg://"),
        name="kept",
        passwords={"kept_owner": "a'b", "kept_app": "p@ss/word", "kept_system": "ü %"},
    )
    assert urls.app == f"postgresql://kept_app:p%40ss%2Fword@/kept?{superuser.partition('?')[2]}"
    assert await check_roles(urls) == []


async def test_rights_that_somebody_gave_them_are_taken_away_again(superuser: str) -> None:
    ensure_roles(superuser, name="spoilt")
    await _do(superuser, "alter role spoilt_app superuser bypassrls createrole nologin")
    assert await check_roles(ensure_roles(superuser, name="spoilt")) == []


async def test_strangers_may_not_connect_and_the_application_may_not_make_tables(
    superuser: str,
) -> None:
    urls = ensure_roles(superuser, name="closed")
    await _do(superuser, "create role stranger login password 'stranger'")
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await _do(_as(urls.app, "stranger", "stranger"), "select 1")
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await _do(urls.app, "create table note ()")
    assert await _do(urls.app, "create temporary table note ()", "select 1") == 1


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        ("alter role wall_app superuser", "DATABASE_URL: wall_app is a superuser"),
        ("alter role wall_app bypassrls", "Run: alter role wall_app nobypassrls"),
        ("alter role wall_system bypassrls", "DATABASE_SYSTEM_URL: wall_system bypasses"),
        ("alter role wall_owner superuser", "DATABASE_OWNER_URL: wall_owner is a superuser"),
        ("grant wall_owner to wall_app", "Run: revoke wall_owner from wall_app"),
        ("grant wall_system to wall_app", "Run: revoke wall_system from wall_app"),
        ("alter role wall_app createrole", "Run: alter role wall_app nocreaterole"),
        ("alter role wall_app nologin", "DATABASE_URL does not work"),
    ],
)
async def test_every_hole_in_the_wall_is_named_with_its_remedy(
    superuser: str, spoil: str, said: str
) -> None:
    urls = ensure_roles(superuser, name="wall")
    await _do(superuser, spoil)
    try:
        assert said in "\n".join(await check_roles(urls))
    finally:
        for role in ("wall_owner", "wall_system"):
            await _do(superuser, f"revoke {role} from wall_app")
        ensure_roles(superuser, name="wall")


async def test_an_application_that_owns_tables_is_named(superuser: str) -> None:
    urls = ensure_roles(superuser, name="owning")
    await _do(urls.owner, "grant create on schema public to owning_app")
    await _do(urls.app, "create table note ()")
    assert "owning_app owns 1 tables" in "\n".join(await check_roles(urls))


async def test_addresses_that_do_not_belong_together_are_named(superuser: str) -> None:
    one, two = ensure_roles(superuser, name="one"), ensure_roles(superuser, name="two")
    mixed = "\n".join(await check_roles(replace(one, system=two.system)))
    assert "different databases" in mixed
    same = "\n".join(await check_roles(replace(one, system=one.app)))
    assert "three different roles" in same


async def test_a_server_that_is_not_there_is_named(superuser: str, tmp_path: Path) -> None:
    gone = f"postgresql://a:b@/c?host={tmp_path}"
    problems = await check_roles(DatabaseUrls(app=gone, owner=gone, system=gone))
    assert len(problems) == 3
    with pytest.raises(DatabaseUnavailable, match="could not be made"):
        ensure_roles(gone)


async def test_an_admin_without_rights_is_told_which_it_needs(superuser: str) -> None:
    await _do(superuser, "create role nobody_much login password 'nobody_much'")
    with pytest.raises(DatabaseUnavailable, match="CREATEROLE"):
        ensure_roles(_as(superuser, "nobody_much", "nobody_much"), name="never")
    with pytest.raises(WrongPassword):
        ensure_roles(_as(superuser, "nobody_much", "guessed"), name="never")


def test_a_name_that_is_more_than_a_name_is_refused(superuser: str) -> None:
    with pytest.raises(ValueError, match="small letters"):
        ensure_roles(superuser, name="x; drop role postgres")


async def _do(url: str, *statements: str) -> object:
    connection = await asyncpg.connect(url, timeout=5)
    try:
        for statement in statements[:-1]:
            await connection.execute(statement)
        return await connection.fetchval(statements[-1])
    finally:
        await connection.close()
