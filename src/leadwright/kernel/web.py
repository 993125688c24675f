"""Dependencies of routes: the principal, the permission each route declares, and its transaction.

`Tx` commits before the response is sent: FastAPI runs the exit of an ordinary `yield` dependency
after it, so the scope must be "function". A test kills the commit and expects a 500.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from leadwright.domain.errors import Forbidden
from leadwright.domain.ids import ApiKeyId, PersonId, WorkspaceId
from leadwright.domain.permission import BY_ROLE, BY_SECRET_KEY, Permission, Role
from leadwright.kernel.db.session import Database, ReadSession, TenantSession


@dataclass(frozen=True)
class Principal:
    """Who makes the request, in which workspace: a member with a role, or a secret key."""

    workspace_id: WorkspaceId
    workspace_slug: str
    workspace_name: str
    is_demo: bool
    role: Role | None = None
    person_id: PersonId | None = None
    person_name: str = ""
    person_email: str = ""
    key_id: ApiKeyId | None = None

    def may(self, permission: Permission) -> bool:
        granted = BY_SECRET_KEY if self.role is None else BY_ROLE[self.role]
        return permission in granted


Authenticate = Callable[[Request], Awaitable[Principal]]


async def principal(request: Request) -> Principal:
    """The principal of this request, found once. Raises Unauthenticated, NotFound."""
    known: Principal | None = getattr(request.state, "principal", None)
    if known is None:
        authenticate: Authenticate = request.app.state.authenticate
        known = await authenticate(request)
        request.state.principal = known
    return known


Who = Annotated[Principal, Depends(principal)]


def require(permission: Permission) -> Callable[[Principal], Awaitable[Principal]]:
    """The dependency every workspace route declares; a test walks all routes for it."""

    async def check(who: Who) -> Principal:
        if not who.may(permission):
            raise Forbidden(
                f"This needs the permission {permission.value!r}; ask an owner or admin for it."
            )
        return who

    check.__dict__["permission"] = permission
    return check


def database_of(request: Request) -> Database:
    """The process's database, put there by bootstrap."""
    database: Database = request.app.state.database
    return database


async def _tenant_session(request: Request, who: Who) -> AsyncIterator[TenantSession]:
    async with database_of(request).tenant(who.workspace_id) as session:
        yield session


async def _read_session(request: Request, who: Who) -> AsyncIterator[ReadSession]:
    async with database_of(request).read(who.workspace_id) as session:
        yield session


Tx = Annotated[TenantSession, Depends(_tenant_session, scope="function")]
Read = Annotated[ReadSession, Depends(_read_session, scope="function")]
