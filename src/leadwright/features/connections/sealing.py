"""Secrets of a connection at rest: encrypted, and bound to the row they were sealed for."""

import json
from collections.abc import Mapping
from uuid import UUID

from leadwright.kernel.crypto import Keyring


class Unreadable(ValueError):
    """The secrets cannot be opened: another secret of the installation, or another row's."""


def seal(keyring: Keyring, workspace_id: UUID, id_: UUID, secrets: Mapping[str, str]) -> str:
    """The secrets as they may stand in the database. Copied to another row they open no more."""
    return keyring.encrypt(json.dumps({"of": _of(workspace_id, id_), "secrets": dict(secrets)}))


def unseal(keyring: Keyring, workspace_id: UUID, id_: UUID, sealed: str) -> dict[str, str]:
    """The secrets of this row. Raises Unreadable."""
    try:
        opened = json.loads(keyring.decrypt(sealed))
    except ValueError as error:
        raise Unreadable(
            "The stored secrets cannot be opened: LEADWRIGHT_SECRET changed. Enter them again."
        ) from error
    if opened.get("of") != _of(workspace_id, id_):
        raise Unreadable("The stored secrets belong to another connection. Enter them again.")
    return {str(name): str(value) for name, value in opened["secrets"].items()}


def _of(workspace_id: UUID, id_: UUID) -> str:
    return f"{workspace_id}:{id_}"
