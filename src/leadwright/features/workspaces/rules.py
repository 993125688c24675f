"""Decisions about workspaces and people: slugs, passwords, how long a login lasts."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from email_validator import EmailNotValidError, validate_email

from leadwright.domain.errors import FieldProblem, Invalid
from leadwright.domain.industry import Industry
from leadwright.domain.permission import Role

SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 200
LONGEST_NAME = 200
LONGEST_WORKSPACE = 100
IDLE = timedelta(days=7)
ABSOLUTE = timedelta(days=30)

_HASHER = PasswordHasher()  # argon2id with the library's parameters (RFC 9106, low memory)
# Of a random password that nobody kept. Verified when the person is unknown, so that the answer takes
# as long either way; written out, since making it takes as long as a login, at each start.
NOBODYS_HASH = (
    "$argon2id$v=19$m=65536,t=3,p=4$8yiEV51TjAkTg3jQehgf2A"
    "$jJTVyrTk+RNoAIjJUG0/HUuXHgk7GZQNe6ZuoVKBKKU"
)


def slug(name: str) -> str:
    """The workspace's name as it stands in addresses."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40] or "workspace"


def hash_password(password: str) -> str:
    return _HASHER.hash(password)


def password_fits(password_hash: str | None, password: str) -> bool:
    """Whether the password is right; takes as long for an unknown person."""
    try:
        return _HASHER.verify(password_hash or NOBODYS_HASH, password) and password_hash is not None
    except (VerificationError, InvalidHashError):
        return False


def check_person(name: str, email: str, password: str) -> str:
    """The e-mail address in normal spelling; Invalid names every field that will not do."""
    problems = []
    normal = email
    try:
        normal = validate_email(email, check_deliverability=False, test_environment=True).normalized
    except EmailNotValidError as error:
        problems.append(FieldProblem("email", "not_an_email", str(error)))
    if not name.strip() or len(name) > LONGEST_NAME:
        problems.append(FieldProblem("name", "missing", "Write a name of up to 200 characters."))
    if len(password) < SHORTEST_PASSWORD:
        problems.append(
            FieldProblem("password", "too_short", f"Use {SHORTEST_PASSWORD} characters or more.")
        )
    if len(password) > LONGEST_PASSWORD:
        problems.append(
            FieldProblem("password", "too_long", f"Use {LONGEST_PASSWORD} characters or fewer.")
        )
    if password and password.casefold() in {email.casefold(), name.casefold()}:
        problems.append(FieldProblem("password", "guessable", "Do not use your name or address."))
    if problems:
        raise Invalid("Some fields need another look.", problems=tuple(problems))
    return normal


def is_alive(created_at: datetime, seen_at: datetime, now: datetime) -> bool:
    """Whether a login still counts: seen lately, and not older than its absolute limit."""
    return now - seen_at < IDLE and now - created_at < ABSOLUTE


def fact_sheet_lines(settings: dict[str, Any]) -> tuple[str, ...]:
    """The claims replies may make, one a line."""
    text = str(settings.get("facts", ""))
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def industry(settings: Mapping[str, Any]) -> Industry:
    """The workspace's trade; one that this version does not know counts as none in particular."""
    kept = settings.get("industry")
    return Industry(kept) if kept in set(Industry) else Industry.GENERAL


def listed_names(settings: dict[str, Any], field: str) -> tuple[str, ...]:
    """Names kept one a line: the workspace's `products` or `competitors`."""
    text = str(settings.get(field) or "")
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def may_set_role(actor: Role, before: Role | None, after: Role | None) -> bool:
    """Whether a member who manages members may bring this change: owners are made by owners only.

    `before` is None for somebody new, `after` for somebody who leaves.
    """
    return actor is Role.OWNER or Role.OWNER not in (before, after)
