"""Tenant isolation: forced row-level security on each tenant table, bound to the transaction's workspace.

No role has BYPASSRLS, which managed databases do not grant; owner and system have a policy of their
own.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Roles:
    """Names of the three database roles."""

    owner: str
    app: str
    system: str


BOUND = "workspace_id = nullif(current_setting('app.workspace_id', true), '')::uuid"


def wall(table: str, roles: Roles) -> tuple[str, ...]:
    """Statements that put a tenant table under row-level security: no bound workspace, no visible rows."""
    rights = "select, insert, update, delete"
    return (
        f"alter table {table} enable row level security",
        f"alter table {table} force row level security",
        f'create policy tenant on {table} to "{roles.app}" using ({BOUND}) with check ({BOUND})',
        (
            f'create policy platform on {table} to "{roles.owner}", "{roles.system}"'
            " using (true) with check (true)"
        ),
        f'grant {rights} on {table} to "{roles.app}", "{roles.system}"',
    )


def grant_global(table: str, roles: Roles) -> tuple[str, ...]:
    """Rights on a table that belongs to the installation."""
    rights = "select, insert, update, delete"
    return (f'grant {rights} on {table} to "{roles.app}", "{roles.system}"',)
