"""E-mail addresses: the mailbox behind its spellings, and whether one person reads it."""

import re
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz.distance import OSA

from leadwright.domain.mail_hosts import FREE
from leadwright.domain.mailbox import is_role, of_one
from leadwright.features.identity.words import fold, folded

_SECOND_LEVEL = frozenset({"co", "com", "org", "ac", "gov", "net", "ne", "or", "edu", "go", "gob"})
_SPLIT = re.compile(r"[._\-]+")
_DIGITS = re.compile(r"\d+")


class Mailbox(NamedTuple):
    """`key` is the mailbox itself; `words` what its local part spells; `label` the firm's word."""

    key: str
    local: str
    domain: str
    words: tuple[str, ...]
    label: str
    is_role: bool
    is_free: bool


@lru_cache(maxsize=65536)
def read_mailbox(text: str) -> Mailbox | None:
    """The mailbox behind an address; None where it is none."""
    address = text.strip().strip("<>").removeprefix("mailto:").casefold().replace(" ", "")
    local, at, domain = address.rpartition("@")
    if not (local and at and "." in domain):
        return None
    local = local.partition("+")[0] or local
    plainer, domain = of_one(local, domain.strip("."))
    words = tuple([_word(part) for part in _SPLIT.split(_DIGITS.sub("", local)) if part])
    label, is_free = _host(domain)
    return Mailbox(
        key=f"{plainer}@{domain}",
        local=plainer,
        domain=domain,
        words=words,
        label=label,
        is_role=is_role(local),
        is_free=is_free,
    )


def _word(part: str) -> str:
    """`fold`; a casefolded word of plain letters is plain already."""
    return folded(part) if part.isascii() and part.isalnum() else fold(part)


@lru_cache(maxsize=65536)
def _host(domain: str) -> tuple[str, bool]:
    return _label(domain), domain in FREE


def is_numbered(box: Mailbox | None) -> bool:
    """Whether a firm counted: `peter.mueller2@`, as there was a `peter.mueller@` already."""
    return box is not None and not box.is_free and box.local[-1:].isdecimal()


def is_slip(one: Mailbox, other: Mailbox) -> bool:
    """Whether one address is the other mistyped: figures must agree, for they tell people apart."""
    if _DIGITS.findall(one.local) != _DIGITS.findall(other.local):
        return False
    if one.local == other.local:
        return OSA.distance(one.domain, other.domain, score_cutoff=2) <= _allowed(one, other)
    return (
        one.domain == other.domain
        and min(len(one.local), len(other.local)) >= 6
        and OSA.distance(one.local, other.local, score_cutoff=1) <= 1
    )


def _allowed(one: Mailbox, other: Mailbox) -> int:
    """Two well-known hosts are two hosts; beside one of them a slip may be of two letters."""
    if one.is_free and other.is_free:
        return 0
    return 2 if one.is_free or other.is_free else 1


def _label(domain: str) -> str:
    parts = domain.split(".")[:-1]
    if len(parts) > 1 and parts[-1] in _SECOND_LEVEL:
        parts = parts[:-1]
    return fold(parts[-1]).replace(" ", "") if parts else ""
