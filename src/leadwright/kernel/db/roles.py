"""Creates the database and its three roles on any PostgreSQL 15+, as superuser or as a managed admin.

No role bypasses row-level security by attribute; owner and system are allowed by policy, which the
migrations write. Idempotent: it repairs what it finds, and sets the passwords it is given.
"""

import asyncio
import base64
import hashlib
import hmac
import re
import secrets
from collections.abc import Coroutine, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar
from urllib.parse import quote, urlencode, urlsplit, urlunsplit

import asyncpg

from leadwright.kernel import logging
from leadwright.kernel.db.unavailable import DatabaseUnavailable
from leadwright.kernel.db.urls import DatabaseUrls, driver_url

NAME = "leadwright"
OLDEST = 150_000
# Optional: faster search, vectors and statistics where the server has them.
EXTENSIONS = ("pg_trgm", "btree_gin", "vector", "pg_stat_statements")
_ATTRIBUTES = {
    "rolsuper": "nosuperuser",
    "rolbypassrls": "nobypassrls",
    "rolcreaterole": "nocreaterole",
    "rolcreatedb": "nocreatedb",
    "rolreplication": "noreplication",
}
_SCRAM_ROUNDS = 4096
_log = logging.get("kernel.db.roles")
T = TypeVar("T")


class WrongPassword(DatabaseUnavailable):
    """The admin's password was refused."""


def names(name: str = NAME) -> tuple[str, str, str]:
    """Owner, application, system."""
    return f"{name}_owner", f"{name}_app", f"{name}_system"


def ensure_roles(
    admin_url: str, *, name: str = NAME, passwords: Mapping[str, str] | None = None
) -> DatabaseUrls:
    """Create database `name` and its roles; return their addresses. Also works while an event loop runs.

    `admin_url` is a superuser's, or that of a role with CREATEROLE and CREATEDB. Without
    `passwords` (by role) new ones are set, and what used the old ones must be given the new.
    """
    if re.fullmatch(r"[a-z][a-z0-9_]{0,40}", name) is None:
        raise ValueError(f"a database is named with small letters, digits and _, not {name!r}")
    known = passwords or {role: secrets.token_urlsafe(24) for role in names(name)}
    try:
        _wait_for(_ensure(driver_url(admin_url), name, known))
    except asyncpg.InvalidAuthorizationSpecificationError as error:
        raise WrongPassword(
            f"The admin could not log in: {error}.", remedy="check user and password of the URL"
        ) from error
    except (asyncpg.InsufficientPrivilegeError, asyncpg.ObjectInUseError) as error:
        raise DatabaseUnavailable(
            f"PostgreSQL refused to make the roles: {error}.",
            remedy="use a superuser, or an admin with CREATEROLE and CREATEDB that made the roles",
        ) from error
    except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        raise DatabaseUnavailable(
            f"The roles could not be made: {error or type(error).__name__}.",
            remedy="check the admin URL (postgresql://user:password@host:port/postgres) and that "
            "the server can be reached",
        ) from error
    return addresses(admin_url, known, name=name)


def addresses(admin_url: str, passwords: Mapping[str, str], *, name: str = NAME) -> DatabaseUrls:
    """The three addresses on the admin's server."""
    owner, app, system = (_with(admin_url, role, passwords[role], name) for role in names(name))
    return DatabaseUrls(app=app, owner=owner, system=system)


def socket_url(folder: str, user: str, password: str, database: str = "postgres") -> str:
    """An address on a Unix socket. The port is explicit, so that PGPORT cannot override it."""
    query = urlencode({"host": folder, "port": "5432"}, safe="/")
    return f"postgresql://{quote(user)}:{quote(password)}@/{database}?{query}"


def can_log_in(url: str) -> bool:
    """Whether this role can log in now."""
    return _wait_for(_can_log_in(driver_url(url)))


async def _can_log_in(url: str) -> bool:
    try:
        connection = await asyncpg.connect(url, timeout=5)
    except (OSError, TimeoutError, asyncpg.PostgresError):
        return False
    await connection.close()
    return True


def _wait_for(work: Coroutine[object, object, T]) -> T:
    """Its own thread and loop: the caller's thread may have a running one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()


def _with(url: str, user: str, password: str, database: str) -> str:
    parts = urlsplit(driver_url(url))
    place = parts.netloc.rpartition("@")[2]
    netloc = f"{quote(user, safe='')}:{quote(password, safe='')}@{place}"
    return urlunsplit((parts.scheme, netloc, f"/{database}", parts.query, ""))


async def _ensure(admin_url: str, name: str, passwords: Mapping[str, str]) -> None:
    admin = await asyncpg.connect(admin_url, timeout=15)
    try:
        await _refuse_old(admin)
        for role in names(name):
            await _ensure_role(admin, role)
        borrowed = await _borrow_owner(admin, names(name)[0])
        try:
            await _ensure_database(admin, name)
            await _ensure_contents(_in_database(admin_url, name), name)
        finally:
            if borrowed:
                await admin.execute(f"revoke {names(name)[0]} from current_user")
        # Last, because a role without a password is let in nowhere: who can log in finds all made.
        for role in names(name):
            await _set_password(admin, role, passwords[role])
    finally:
        await admin.close()


async def _refuse_old(admin: asyncpg.Connection) -> None:
    version = await admin.fetchval("select current_setting('server_version_num')::int")
    if version < OLDEST:
        raise DatabaseUnavailable(
            f"This server is PostgreSQL {version // 10_000}; Leadwright needs 15 or newer.",
            remedy="use a newer server, or none: without DATABASE_URL Leadwright brings its own",
        )


async def _ensure_role(admin: asyncpg.Connection, role: str) -> None:
    found = await admin.fetchrow("select * from pg_roles where rolname = $1", role)
    if found is None:
        await admin.execute(f"create role {role} login {' '.join(_ATTRIBUTES.values())}")
        return
    # Only what is wrong: an admin that is no superuser may not even mention the others.
    wrong = [word for attribute, word in _ATTRIBUTES.items() if found[attribute]]
    if not found["rolcanlogin"]:
        wrong.append("login")
    if wrong:
        await admin.execute(f"alter role {role} {' '.join(wrong)}")


async def _borrow_owner(admin: asyncpg.Connection, owner: str) -> bool:
    """A managed admin must be a member of the owner role while it creates objects for it."""
    member = await admin.fetchval("select pg_has_role(current_user, $1, 'USAGE')", owner)
    if not member:
        await admin.execute(f"grant {owner} to current_user")
    return not member


async def _ensure_database(admin: asyncpg.Connection, name: str) -> None:
    owner, app, system = names(name)
    found = await admin.fetchval(
        "select pg_get_userbyid(datdba) from pg_database where datname = $1", name
    )
    if found is None:
        await _create_database(admin, name, owner)
    elif found != owner:
        await admin.execute(f"alter database {name} owner to {owner}")
    await admin.execute(f"revoke all on database {name} from public")
    await admin.execute(f"grant connect, temporary on database {name} to {app}, {system}")


async def _create_database(admin: asyncpg.Connection, name: str, owner: str) -> None:
    """C.UTF-8 where the server knows it, so that it sorts as Python does; else its own locale."""
    create = f"create database {name} owner {owner} template template0 encoding 'UTF8'"
    version = await admin.fetchval("select current_setting('server_version_num')::int")
    builtin = "locale_provider builtin builtin_locale 'C.UTF-8'" if version >= 170_000 else ""
    try:
        await admin.execute(f"{create} {builtin} locale 'C.UTF-8'")
    except asyncpg.WrongObjectTypeError:  # "invalid locale name": the server's system lacks it
        await admin.execute(create)


async def _ensure_contents(url: str, name: str) -> None:
    owner, app, system = names(name)
    connection = await asyncpg.connect(url, timeout=15)
    try:
        await connection.execute("revoke create on schema public from public")
        await connection.execute(f"grant usage on schema public to {app}, {system}")
        await connection.execute(f"grant usage, create on schema public to {owner}")
        for extension in EXTENSIONS:
            await _try_extension(connection, extension)
    finally:
        await connection.close()


async def _try_extension(connection: asyncpg.Connection, extension: str) -> None:
    offered = await connection.fetchval(
        "select installed_version is null from pg_available_extensions where name = $1", extension
    )
    if not offered:  # already installed, or not available
        return
    try:
        await connection.execute(f"create extension if not exists {extension}")
    except asyncpg.PostgresError as error:
        _log.info("database.extension_not_made", extension=extension, reason=str(error))


async def _set_password(admin: asyncpg.Connection, role: str, password: str) -> None:
    """Sent as a SCRAM verifier, since statements are logged; plain where the server insists."""
    try:
        await admin.execute(f"alter role {role} password '{_scram_verifier(password)}'")
    except asyncpg.PostgresError:
        quoted = password.replace("'", "''")
        await admin.execute(f"alter role {role} password '{quoted}'")


def _scram_verifier(password: str) -> str:
    """What PostgreSQL itself would store (RFC 5803, with PostgreSQL's field order)."""
    salt = secrets.token_bytes(16)
    salted = hashlib.pbkdf2_hmac("sha256", password.encode(), salt, _SCRAM_ROUNDS)
    stored = hashlib.sha256(hmac.digest(salted, b"Client Key", "sha256")).digest()
    server = hmac.digest(salted, b"Server Key", "sha256")
    encoded = [base64.b64encode(part).decode() for part in (salt, stored, server)]
    return f"SCRAM-SHA-256${_SCRAM_ROUNDS}:{encoded[0]}${encoded[1]}:{encoded[2]}"


def _in_database(url: str, name: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
