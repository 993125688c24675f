"""Which files a source takes, whose mail it takes, and what its form may contain."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from uuid import UUID

from leadwright.domain.errors import FieldProblem, Invalid

KINDS = ("folder", "bucket", "mail")
MOST_BYTES = 60_000_000
SPREADSHEETS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".csv", ".tsv", ".txt")
_PACKED = (".zip", ".7z", ".rar", ".gz", ".tgz")
_ARCHIVE = "it is a packed archive: send the spreadsheet in it by itself"
_TEMPORARY = ("~$", ".~", ".", "._")
_KEPT_MAIL = re.compile(r"[a-z0-9]{30,60}|[^/]+\.eml")
"""Amazon SES calls the mails it keeps in a bucket by their id; `.eml` is what programs save one as."""
_ADDRESS = re.compile(r"[^\s<>]+@([^\s<>@]+)")
_SENDER = re.compile(r"(?:[^\s@,<>]+)?@?[^\s@,<>]+\.[^\s@,<>]+")


def why_ignored(pattern: str, key: str, size: int) -> str:
    """Why a file is left where it is, in words; empty for one to take in."""
    name = key.rpartition("/")[2]
    if name.startswith(_TEMPORARY):
        return "it is a temporary file of the program that has it open"
    if not _matches(pattern, key, name):
        return f"its name does not match {pattern}"
    if not name.casefold().endswith(SPREADSHEETS):
        packed = name.casefold().endswith(_PACKED)
        return _ARCHIVE if packed else "it is no spreadsheet by its name"
    if not size:
        return "it is empty"
    if size > MOST_BYTES:
        return f"it is larger than {MOST_BYTES // 1_000_000} MB"
    return ""


def is_mail(key: str, size: int) -> bool:
    """Whether a file by its name is a mail that was put there whole."""
    name = key.rpartition("/")[2].casefold()
    return _KEPT_MAIL.fullmatch(name) is not None and 0 < size <= MOST_BYTES


def _matches(pattern: str, key: str, name: str) -> bool:
    """Case does not count; with a slash the whole path is matched, else the name alone."""
    wanted = [one.strip().casefold() for one in pattern.split(",") if one.strip()]
    if not wanted:
        return True
    path, last = key.casefold(), name.casefold()
    return any(fnmatchcase(path if "/" in one else last, one) for one in wanted)


def may_send(senders: str, sender: str) -> bool:
    """Whether mail of this address is taken: the address itself or its domain stands on the list."""
    wanted = {one.strip().casefold().removeprefix("@") for one in senders.split(",") if one.strip()}
    if not wanted:
        return True
    plain = sender.casefold().strip()
    # A name may look like an address; the one in angle brackets is the sender's.
    bracketed = plain.rpartition("<")[2].partition(">")[0] if plain.endswith(">") else plain
    found = _ADDRESS.fullmatch(bracketed.strip())
    return found is not None and bool({found[0], found[1]} & wanted)


@dataclass(frozen=True)
class Filled:
    """A source's form, checked."""

    label: str
    pattern: str
    folder: str
    connection_id: UUID | None
    senders: str
    is_event_leads: bool
    consent: str


def fill(kind: str, typed: Mapping[str, str]) -> Filled:
    """What was typed. Raises Invalid naming each field with its remedy."""
    problems: list[FieldProblem] = []
    folder = typed.get("folder", "").strip()
    connection_id = _uuid(typed.get("connection_id", ""))
    senders = ", ".join(one.strip() for one in typed.get("senders", "").split(",") if one.strip())
    is_event_leads = typed.get("is_event_leads", "") not in {"", "false"}
    consent = " ".join(typed.get("consent", "").split())
    if is_event_leads and not consent:
        problems.append(_problem("consent", "Say where these people agreed to be written to."))
    if kind == "folder" and not folder:
        problems.append(
            _problem("folder", "Which folder? Write its whole path, such as /srv/leads.")
        )
    if ".." in folder.split("/"):
        problems.append(_problem("folder", "Leave out '..': write the path itself."))
    if kind != "folder" and connection_id is None:
        problems.append(_problem("connection_id", "Choose one of the list."))
    problems.extend(
        _problem("senders", f"{one} is neither an address nor a domain.")
        for one in senders.split(", ")
        if one and not _SENDER.fullmatch(one)
    )
    for name, most in (
        ("label", 100),
        ("pattern", 500),
        ("folder", 500),
        ("senders", 2000),
        ("consent", 500),
    ):
        if len(typed.get(name, "")) > most:
            problems.append(_problem(name, f"Shorten it to {most} characters."))
    if problems:
        raise Invalid("The source cannot be kept like this.", problems=tuple(problems))
    return Filled(
        label=" ".join(typed.get("label", "").split()) or kind.title(),
        pattern=typed.get("pattern", "").strip(),
        folder=folder if kind == "folder" else folder.strip("/"),
        connection_id=connection_id,
        senders=senders,
        is_event_leads=is_event_leads,
        consent=consent if is_event_leads else "",
    )


def _problem(name: str, remedy: str) -> FieldProblem:
    return FieldProblem(name, "malformed", remedy)


def _uuid(value: str) -> UUID | None:
    try:
        return UUID(value)
    except ValueError:
        return None
