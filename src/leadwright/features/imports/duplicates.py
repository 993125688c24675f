"""The same person twice in one file: certain pairs, and pairs to ask a person about.

Rows are told one after the other; of those that went by only what comparing asks for is kept.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from rapidfuzz import fuzz

from leadwright.domain.mailbox import key_of
from leadwright.features.imports.cleaning.given_names import GIVEN
from leadwright.features.imports.cleaning.text import folded
from leadwright.features.imports.parsed import Verdict

Pair = tuple[int, int]

_MOST_HEADS: Final = 20


class Who(NamedTuple):
    """What tells people of one file apart: the mailbox, the name without accents, number and firm."""

    email: str | None
    name: str
    phone: str | None
    company: str | None


def who(values: Mapping[str, Any]) -> Who:
    """A row's person."""
    first, last = values["first_name"] or "", values["last_name"] or ""
    name = _spelt(f"{first} {last}".strip() or values["full_name"] or "")
    company = values["company"]
    email = values["email"]
    return Who(
        key_of(email) if email else None,
        name,
        values["phone"],
        folded(company) if company else None,
    )


def _spelt(name: str) -> str:
    """Without accents, and `Mueller` as `Müller`."""
    small = folded(name)
    return small.replace("ae", "a").replace("oe", "o").replace("ue", "u") if "e" in small else small


@dataclass(slots=True)
class Twins:
    """The people of a file so far, and the pairs among them, the earlier row first."""

    certain: dict[Pair, None] = field(default_factory=dict)
    possible: dict[Pair, None] = field(default_factory=dict)
    _names: list[str] = field(default_factory=list)
    _emails: list[str | None] = field(default_factory=list)
    _by_email: dict[str, int | list[int]] = field(default_factory=dict)
    _by_phone: dict[int, int] = field(default_factory=dict)
    _by_company: dict[int, int] = field(default_factory=dict)

    def add(self, one: Who) -> Verdict | None:
        """The next row: `merged` where it is an earlier one again, `review` where somebody must look."""
        at = len(self._names)
        self._names.append(one.name)
        self._emails.append(one.email)
        merged = shared = False
        if one.email:
            merged, shared = self._same_email(at, one.email)
        if one.name and one.phone:
            merged = self._same_phone(at, hash((one.phone, one.name))) or merged
        if one.company and " " in one.name:
            self._same_company(at, hash((one.name, one.company)))
        if merged:
            return "merged"
        return "review" if shared else None

    def pairs(self) -> tuple[list[Pair], list[Pair]]:
        """(the same, perhaps the same), in the file's order."""
        return sorted(self.certain), sorted(
            pair for pair in self.possible if pair not in self.certain
        )

    def _same_email(self, at: int, email: str) -> tuple[bool, bool]:
        """Against the first of each name under the address; another name there is a question."""
        known = self._by_email.setdefault(email, at)
        if known == at:
            return False, False
        heads = [known] if isinstance(known, int) else known
        for head in heads:
            if _names_agree(self._names[head], self._names[at]):
                self.certain[head, at] = None
                return True, False
        self.possible[heads[0], at] = None
        if len(heads) < _MOST_HEADS:
            self._by_email[email] = [*heads, at]
        return False, True

    def _same_phone(self, at: int, key: int) -> bool:
        first = self._by_phone.setdefault(key, at)
        if first == at or self._names[first] != self._names[at]:
            return False
        if self._emails_differ(first, at):
            self.possible[first, at] = None
            return False
        self.certain[first, at] = None
        return True

    def _same_company(self, at: int, key: int) -> None:
        first = self._by_company.setdefault(key, at)
        if first == at or self._names[first] != self._names[at]:
            return
        if self._emails_differ(first, at) or not self._emails[first]:
            self.possible[first, at] = None

    def _emails_differ(self, first: int, second: int) -> bool:
        one, other = self._emails[first], self._emails[second]
        return bool(one and other and one != other)


def _names_agree(one: str, other: str) -> bool:
    """Equal, one missing, in another order, an initial, or a slip of the keys."""
    if not one or not other or one == other:
        return True
    first, second = one.replace("-", " ").split(), other.replace("-", " ").split()
    if set(first) <= set(second) or set(second) <= set(first):
        return True
    if (
        first[-1] == second[-1]
        and first[0][0] == second[0][0]
        and 1 in {len(first[0].rstrip(".")), len(second[0].rstrip("."))}
    ):
        return True
    if len(first) != len(second):
        return fuzz.ratio("".join(first), "".join(second)) >= 95
    return all(map(_slip, first, second))


def _slip(one: str, other: str) -> bool:
    """The same word but for a slip of the keys; Jan and Jana, Max and Mia are two people."""
    return one == other or (not {one, other} <= GIVEN and fuzz.ratio(one, other) >= 80)
