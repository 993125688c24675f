"""Two records side by side, field by field. The same at every door, alone or in masses."""

from collections.abc import Mapping
from typing import NamedTuple

from rapidfuzz.distance import OSA, JaroWinkler

from leadwright.features.identity import mailboxes, phones
from leadwright.features.identity.evidence import Finding, finding
from leadwright.features.identity.firms import is_alike, is_at_home
from leadwright.features.identity.mailboxes import Mailbox
from leadwright.features.identity.name_comparison import NameAgreement, compare_names
from leadwright.features.identity.person import Person
from leadwright.features.identity.phones import Line, Phone


class Comparison(NamedTuple):
    """What was found between two people; `weight` in bits, for and against being one."""

    one: Person
    other: Person
    names: NameAgreement
    findings: tuple[Finding, ...]
    weight: float
    levels: Mapping[str, str]

    def level(self, field: str) -> str | None:
        """What was found in a field; None where one side does not know it."""
        return self.levels.get(field)


def compare(one: Person, other: Person, crowded: frozenset[str] = frozenset()) -> Comparison:
    """Weigh two records. `crowded` are mailboxes and numbers known to be several people's."""
    names = compare_names(one.name, other.name)
    halves = (("given", names.given), ("surname", names.surname), ("mark", names.mark))
    findings = [finding(half, level) for half, level in halves if level is not None]
    if names.is_swapped:
        findings.append(finding("order", "swapped"))
    compared = (
        _email(one, other, names, crowded),
        _phone(one.phone, other.phone, crowded),
        _company(one, other),
        _text("title", one.title, other.title),
        _text("city", one.city, other.city),
        _plain("country", one.country, other.country),
        _text("street", one.street, other.street),
        _figures("postcode", one.postcode, other.postcode),
        _figures("born", one.born, other.born),
    )
    findings += [found for found in compared if found]
    weight = sum(found.bits for found in findings)
    levels = {found.field: found.level for found in findings}
    return Comparison(one, other, names, tuple(findings), round(weight, 2), levels)


def _email(
    one: Person, other: Person, names: NameAgreement, crowded: frozenset[str]
) -> Finding | None:
    a, b = one.mailbox, other.mailbox
    if a is None or b is None:
        return None
    if a.key == b.key:
        return finding("email", "crowd" if a.key in crowded else "role" if a.is_role else "same")
    if a.is_role or b.is_role:
        return None
    if mailboxes.is_slip(a, b) and not _are_two_spellings(one, other, names):
        return finding("email", "slip" if names.fits else "different")
    return finding("email", _two_mailboxes(a, b, one, other))


def _are_two_spellings(one: Person, other: Person, names: NameAgreement) -> bool:
    """Each address spells its own name as it is written: Hoffmann's and Hofmann's is no slip."""
    if names.given != "same" and have_a_box_each(one, other):
        return True
    surnames = one.name.joined_surname, other.name.joined_surname
    return surnames[0] != surnames[1] and all(
        len(surname) > 2 and person.mailbox is not None and surname in person.mailbox.words
        for surname, person in zip(surnames, (one, other), strict=True)
    )


def have_a_box_each(one: Person, other: Person) -> bool:
    """Paola behind paola.conti@ and Paolo behind paolo.conti@: neither is a slip for the other."""
    return _own_word(one) != _own_word(other) and bool(_own_word(one) and _own_word(other))


def _own_word(person: Person) -> str:
    """The person's first name as it stands in front of the @."""
    given = person.name.given
    if person.mailbox is None or not given:
        return ""
    words = ("".join(given), given[0])
    return next((word for word in words if len(word) > 2 and word in person.mailbox.words), "")


def _two_mailboxes(a: Mailbox, b: Mailbox, one: Person, other: Person) -> str:
    if a.local == b.local and len(a.local) >= 5:
        return "moved" if _spells(a, one) or _spells(b, other) else "own"
    if a.domain == b.domain:
        return "different" if a.is_free else "colleague"
    if len(a.words) > 1 and set(a.words) == set(b.words):
        return "spells"
    return "different"


def _spells(box: Mailbox, person: Person) -> bool:
    """Whether the local part is made of the person's own name."""
    letters = "".join(box.words)
    return any(
        len(word) > 2 and word in letters for word in (*person.name.surname, *person.name.given)
    )


def _phone(one: Phone | None, other: Phone | None, crowded: frozenset[str]) -> Finding | None:
    if one is None or other is None:
        return None
    if phones.is_same_number(one, other):
        return finding("phone", _same_phone(one, other, crowded))
    if phones.is_slip(one, other) and Line.SHARED not in (one.line, other.line):
        return finding("phone", "slip" if one.line is not Line.FIXED else "house")
    if phones.is_same_house(one, other):
        return finding("phone", "house")
    return None if Line.SHARED in (one.line, other.line) else finding("phone", "different")


def _same_phone(one: Phone, other: Phone, crowded: frozenset[str]) -> str:
    if one.extension != other.extension:
        return "house" if one.extension and other.extension else "shared"
    if one.extension:
        return "same"
    if one.tail in crowded or Line.SHARED in (one.line, other.line):
        return "shared"
    return "mobile" if Line.MOBILE in (one.line, other.line) else "same"


def _company(one: Person, other: Person) -> Finding | None:
    firm, further, label, second = one.firm, other.firm, one.label, other.label
    alike = is_alike(firm, further) if firm.joined and further.joined else None
    if alike == "same":
        return finding("company", "same")
    if label and label == second and _domain(one) == _domain(other):
        return finding("company", "domain")
    if alike is not None:
        # Siemens and Siemens Energy: a parent and its daughter are two employers.
        has_own = alike == "short" and label and second and label != second
        return finding("company", "group" if has_own else alike)
    if is_at_home(firm, second) or is_at_home(further, label):
        return finding("company", "home")
    if firm.joined and further.joined and firm.is_in_signs == further.is_in_signs:
        return finding("company", "different")
    return None


def _domain(person: Person) -> str:
    return person.mailbox.domain if person.mailbox is not None else ""


def _plain(field: str, one: str, other: str) -> Finding | None:
    if not one or not other:
        return None
    return finding(field, "same" if one == other else "different")


def _text(field: str, one: str, other: str) -> Finding | None:
    if not one or not other or one == other:
        return _plain(field, one, other)
    if field == "title":
        return None
    is_close = JaroWinkler.similarity(one, other) >= 0.9 or set(one.split()) == set(other.split())
    return finding(field, "close" if is_close else "different")


def _figures(field: str, one: str, other: str) -> Finding | None:
    if not one or not other or one == other:
        return _plain(field, one, other)
    is_close = len(one) == len(other) and (
        OSA.distance(one, other, score_cutoff=1) <= 1 or sorted(one) == sorted(other)
    )
    return finding(field, "close" if is_close else "different")
