"""Checks that the three roles have the rights they need and none they must not have."""

from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

import asyncpg

from leadwright.kernel.db.roles import OLDEST
from leadwright.kernel.db.urls import DatabaseUrls, driver_url

_MAKE = "`leadwright db roles --admin-url URL` makes roles that are right"

# The role's own rights, the tables it owns, and the roles it could switch to (SET ROLE).
_FACTS = """
select r.rolname as role, current_database() as database,
       current_setting('server_version_num')::int as version,
       r.rolsuper as superuser, r.rolbypassrls as bypasses, r.rolcreaterole as makes_roles,
       has_schema_privilege('public', 'create') as creates,
       (select count(*) from pg_class c where c.relowner = r.oid and c.relkind in ('r', 'p', 'm')
          and c.relpersistence <> 't') as tables,
       array(select m.rolname::text from pg_roles m
             where m.oid <> r.oid and not r.rolsuper and pg_has_role(r.oid, m.oid, 'member')
               and (m.rolsuper or m.rolbypassrls or m.rolname = any($1::text[]))) as above
from pg_roles r where r.rolname = current_user
"""


@dataclass(frozen=True)
class Rights:
    """The attributes and rights of one of the three roles. `above`: roles it can switch to."""

    role: str
    database: str
    version: int
    superuser: bool
    bypasses: bool
    makes_roles: bool
    creates: bool
    tables: int
    above: tuple[str, ...]


async def check_roles(urls: DatabaseUrls) -> list[str]:
    """Every problem with its remedy; empty if tenant isolation holds."""
    owner, system = _user(urls.owner), _user(urls.system)
    problems: list[str] = []
    seen: list[Rights] = []
    for variable, url, higher in (
        ("DATABASE_URL", urls.app, [owner, system]),
        ("DATABASE_SYSTEM_URL", urls.system, [owner]),
        ("DATABASE_OWNER_URL", urls.owner, []),
    ):
        found = await _rights(url, higher)
        if isinstance(found, str):
            problems.append(f"{variable} does not work: {found}. Check it; {_MAKE}.")
            continue
        seen.append(found)
        problems += _walls(variable, found)
        problems += _owners_duty(found) if variable == "DATABASE_OWNER_URL" else _no_owner(found)
    return problems + _together(seen)


def _user(url: str) -> str:
    return unquote(urlsplit(url).username or "")


async def _rights(url: str, higher: list[str]) -> Rights | str:
    """The facts, or why they could not be read."""
    try:
        connection = await asyncpg.connect(driver_url(url), timeout=10)
    except (OSError, TimeoutError, ValueError) as error:
        return str(error) or type(error).__name__
    except (asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        return str(error).rstrip(".")
    try:
        row = await connection.fetchrow(_FACTS, higher)
        return Rights(**{**row, "above": tuple(row["above"])})
    finally:
        await connection.close()


def _walls(variable: str, rights: Rights) -> list[str]:
    """No role may bypass row-level security by its attributes."""
    problems = []
    if rights.superuser:
        problems.append(
            f"{variable}: {rights.role} is a superuser, so every workspace would see every other. "
            f"Use another role, or: alter role {rights.role} nosuperuser; {_MAKE}."
        )
    if rights.bypasses:
        problems.append(
            f"{variable}: {rights.role} bypasses row-level security. "
            f"Run: alter role {rights.role} nobypassrls"
        )
    problems += [
        f"{variable}: {rights.role} is a member of {other} and can take its rights. "
        f"Run: revoke {other} from {rights.role}"
        for other in rights.above
    ]
    return problems


def _no_owner(rights: Rights) -> list[str]:
    problems = []
    if rights.tables:
        problems.append(
            f"{rights.role} owns {rights.tables} tables and could switch their row-level security "
            f"off. Give them to the owner: reassign owned by {rights.role} to the owner's role."
        )
    if rights.makes_roles:
        problems.append(
            f"{rights.role} may make roles, and so give itself other rights. "
            f"Run: alter role {rights.role} nocreaterole"
        )
    return problems


def _owners_duty(rights: Rights) -> list[str]:
    problems = []
    if not rights.creates:
        problems.append(
            f"{rights.role} may not make tables in schema public, so nothing can be upgraded. "
            f"Run: grant create on schema public to {rights.role}"
        )
    return problems


def _together(seen: list[Rights]) -> list[str]:
    problems = []
    if len({rights.database for rights in seen}) > 1:
        problems.append("The three addresses name different databases. They must name the same.")
    if len({rights.role for rights in seen}) < len(seen):
        problems.append(f"The three addresses must be of three different roles; {_MAKE}.")
    if seen and seen[0].version < OLDEST:
        problems.append(
            f"The server is PostgreSQL {seen[0].version // 10_000}. Leadwright needs 15 or newer."
        )
    return problems
