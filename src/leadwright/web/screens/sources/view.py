"""How sources are shown: their kinds, their states, and what a form lets choose from."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from leadwright.features.connections import queries as connections
from leadwright.features.connections.opening import Opener, file_hook_token
from leadwright.features.sources.models import Source, SourceFile
from leadwright.kernel.db.session import ReadSession


@dataclass(frozen=True)
class Kind:
    """A kind of source in words."""

    title: str
    about: str
    symbol: str


KINDS = {
    "folder": Kind(
        "Folder", "A folder of this machine, such as a share that partners copy to.", "folder"
    ),
    "bucket": Kind("Bucket", "Amazon S3 and every service that speaks like it.", "database"),
    "mail": Kind("Mail", "Spreadsheets that are mailed to an address of yours.", "mail"),
}
_STATES = {
    "untested": ("look", "Not looked at yet"),
    "working": ("good", "Working"),
    "broken": ("bad", "Cannot be read"),
}


@dataclass(frozen=True)
class SourceRow:
    """A source with its state in words and how many files it showed."""

    source: Source
    about: Kind
    dot: str
    state: str
    taken: int
    ignored: int


@dataclass(frozen=True)
class SourcesContext:
    """All sources, and the kinds that can be added."""

    rows: tuple[SourceRow, ...]
    kinds: Mapping[str, Kind]
    may_change: bool


@dataclass(frozen=True)
class SourceFormContext:
    """One source: its state, its files, its form. `source` is None for a new one.

    `choices`: connections by id and name. `folders`: below which folders may be watched.
    """

    kind: str
    about: Kind
    source: Source | None
    row: SourceRow | None
    values: Mapping[str, str]
    errors: Mapping[str, str]
    choices: tuple[tuple[str, str], ...]
    folders: tuple[str, ...]
    hook_url: str
    taken: tuple[SourceFile, ...]
    ignored: tuple[SourceFile, ...]
    may_change: bool


def row_of(source: Source, counts: Mapping[tuple[UUID, str], int]) -> SourceRow:
    dot, state = ("", "Paused") if source.is_paused else _STATES[source.state]
    if source.away_since and source.state != "broken" and not source.is_paused:
        dot, state = "look", "Does not answer"
    if source.kind == "mail" and source.state == "untested" and not source.is_paused:
        state = "No mail yet"
    return SourceRow(
        source=source,
        about=KINDS[source.kind],
        dot=dot,
        state=state,
        taken=counts.get((source.id, "taken"), 0),
        ignored=counts.get((source.id, "ignored"), 0),
    )


async def choices_for(
    session: ReadSession, opener: Opener, kind: str
) -> tuple[tuple[str, str], ...]:
    """The connections that a source of this kind can come by."""
    if kind == "folder":
        return ()
    found = await connections.listed(session, "files" if kind == "bucket" else connections.MAIL)
    return tuple(
        (str(one.id), f"{one.label} ({opener.cards[one.integration].title})")
        for one in found
        if one.integration in opener.cards
        and (kind == "bucket" or opener.cards[one.integration].inbound)
    )


async def hook_address(session: ReadSession, state: Any, source: Source) -> str:
    """Where the mail vendor posts what arrives; empty for other kinds."""
    if source.kind != "mail" or source.connection_id is None:
        return ""
    connection = await connections.one(session, source.connection_id)
    if connection is None:
        return ""
    token = file_hook_token(state.keyring, source.workspace_id, source.id)
    return f"{state.settings.address}/hooks/files/{connection.integration}/{token}"
