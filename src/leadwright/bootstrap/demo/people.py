"""Who writes to us: people and their firms, the same for the same seed.

Only reserved names (.example, example.com/org/net) and numbers reserved for fiction are made.
"""

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache
from itertools import count
from pathlib import Path
from random import Random
from typing import Any

DATA = Path(__file__).parent / "data"
_FREE_MAIL = ("example.com", "example.org", "example.net")
_PATIENCE = 30
_COLLEAGUE = 0.12
_LETTERS = str.maketrans({"ß": "ss", "ä": "ae", "ö": "oe", "ü": "ue", "ł": "l", "ø": "o"})


@dataclass(frozen=True)
class Firm:
    """A company that could need what the demo company sells."""

    name: str
    domain: str
    trade: str
    staff: str
    city: str
    country: str
    size: int


@dataclass(frozen=True)
class Sender:
    """Somebody who fills in a form."""

    language: str
    first: str
    last: str
    title: str
    email: str
    phone: str | None
    firm: Firm

    @property
    def name(self) -> str:
        return f"{self.first} {self.last}"


@cache
def vocabulary(language: str) -> dict[str, Any]:
    """Names, trades, cities and numbers of one language."""
    words: dict[str, Any] = tomllib.loads((DATA / "people.toml").read_text("utf-8"))[language]
    return words


class Crowd:
    """Makes senders one after the other; nobody comes twice, some share a firm."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._firms: dict[str, list[Firm]] = {}
        self._names: set[str] = set()
        self._addresses: set[str] = set()

    def sender(self, number: int, language: str, wants: str) -> Sender:
        """The sender with this number. Ask in order: colleagues join firms that wrote before."""
        rng = Random(f"{self._seed}:sender:{number}")  # noqa: S311 -- repeatable on purpose
        words = vocabulary(language)
        first, last = self._name(rng, words)
        outside = vocabulary("outside").get(wants)
        firm = (
            _outsider(rng.choice(outside), words) if outside else self._firm(rng, language, words)
        )
        return Sender(
            language=language,
            first=first,
            last=last,
            title="" if outside else rng.choice(words["titles"]),
            email=self._address(rng, first, last, firm),
            phone=_phone(rng, words, firm),
            firm=firm,
        )

    def _name(self, rng: Random, words: dict[str, Any]) -> tuple[str, str]:
        for attempt in count():
            first, last = rng.choice(words["first"]), rng.choice(words["last"])
            if attempt > _PATIENCE:  # nearly all names of this language are taken
                last = f"{last}-{rng.choice(words['last'])}"
            if f"{first} {last}" not in self._names:
                self._names.add(f"{first} {last}")
                return first, last
        raise AssertionError("unreachable")

    def _firm(self, rng: Random, language: str, words: dict[str, Any]) -> Firm:
        known = self._firms.setdefault(language, [])
        names = {firm.name for firm in known}
        newcomer = _new_firm(rng, words)
        if known and (newcomer.name in names or rng.random() < _COLLEAGUE):
            return rng.choice(known)
        known.append(newcomer)
        return newcomer

    def _address(self, rng: Random, first: str, last: str, firm: Firm) -> str:
        for _ in range(_PATIENCE):
            email = _email(rng, first, last, firm)
            if email not in self._addresses:
                break
        self._addresses.add(email)
        return email


def _new_firm(rng: Random, words: dict[str, Any]) -> Firm:
    trade = rng.choice(words["trades"])
    place = rng.choice(words["places"])
    stem = rng.choice(words["stems"])
    name = trade["name"].format(stem=stem)
    size = min(round(rng.lognormvariate(3.3, 0.8)) + 4, 900)
    return Firm(
        name=name,
        domain=_plain(f"{stem} {trade['short']}") + ".example",
        trade=trade["trade"],
        staff=trade["staff"],
        city=place["city"],
        country=place["country"],
        size=size,
    )


def _outsider(name: str, words: dict[str, Any]) -> Firm:
    """Whoever wants something else than planning software: a seller, a magazine, a private person."""
    place = words["places"][0]
    return Firm(
        name=name,
        domain=f"{_plain(name)}.example" if name else "example.org",
        trade=words["trades"][0]["trade"],
        staff=words["trades"][0]["staff"],
        city=place["city"],
        country=place["country"],
        size=40,
    )


def _email(rng: Random, first: str, last: str, firm: Firm) -> str:
    given, family = _plain(first), _plain(last)
    if rng.random() < 0.08:
        return f"{given}.{family}{rng.randint(2, 98)}@{rng.choice(_FREE_MAIL)}"
    local = rng.choice((f"{given}.{family}", f"{given}.{family}", f"{given[0]}.{family}", given))
    return f"{local}@{firm.domain}"


def _phone(rng: Random, words: dict[str, Any], firm: Firm) -> str | None:
    shapes = words.get("phones", {}).get(firm.country, [])
    if not shapes or rng.random() < 0.5:
        return None
    shape: str = rng.choice(shapes)
    return re.sub("#", lambda _: str(rng.randint(0, 9)), shape)


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKD", text.lower().translate(_LETTERS))
    ascii_text = folded.encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", ascii_text).strip("-")
