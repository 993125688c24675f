"""Permissions, and the roles that grant them."""

from enum import StrEnum


class Permission(StrEnum):
    """One thing a person or key may do in a workspace."""

    READ_LEADS = "read_leads"
    WORK_LEADS = "work_leads"
    READ_OUTBOX = "read_outbox"
    SEND = "send"
    MANAGE_JOBS = "manage_jobs"
    READ_REQUESTS = "read_requests"
    MANAGE_MEMBERS = "manage_members"
    MANAGE_KEYS = "manage_keys"
    MANAGE_WORKSPACE = "manage_workspace"


class Role(StrEnum):
    """What a member is in a workspace."""

    OWNER = "owner"
    ADMIN = "admin"
    MANAGER = "manager"
    REP = "rep"
    VIEWER = "viewer"


_VIEW = frozenset({Permission.READ_LEADS, Permission.READ_OUTBOX})
_REP = _VIEW | {Permission.WORK_LEADS, Permission.SEND}
_MANAGER = _REP | {Permission.MANAGE_JOBS, Permission.READ_REQUESTS}
_ADMIN = _MANAGER | {
    Permission.MANAGE_MEMBERS,
    Permission.MANAGE_KEYS,
    Permission.MANAGE_WORKSPACE,
}

BY_ROLE: dict[Role, frozenset[Permission]] = {
    Role.OWNER: _ADMIN,
    Role.ADMIN: _ADMIN,
    Role.MANAGER: _MANAGER,
    Role.REP: _REP,
    Role.VIEWER: _VIEW,
}

# A secret key is a program acting for the workspace: it reads and works, it does not administer.
BY_SECRET_KEY = _MANAGER
