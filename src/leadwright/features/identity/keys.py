"""Blocking keys: two records of one person share at least one, strangers hardly any.

A study with fewer keys found .93 of the duplicates among the candidates. Names stand here by sound, by
their full form, by their first and by their last letters, each beside something else.
"""

from collections.abc import Iterator
from hashlib import blake2b
from itertools import product

from leadwright.features.identity.names import Name, form_lines
from leadwright.features.identity.person import Person
from leadwright.features.identity.words import sound

MOST_HOLDERS = 300
"""A key that more people hold tells nobody from anybody; it is passed over."""
MOST_COMPARED = 30
_MOST_KEYS = 40


def keys(person: Person) -> tuple[int, ...]:
    """Signed 64-bit hashes, each once, in a fixed order."""
    texts = dict.fromkeys((*_contact_keys(person), *_name_keys(person.name), *_beside(person)))
    return tuple(_hashed(text) for text in list(texts)[:_MOST_KEYS])


def contact_keys(person: Person) -> tuple[int, ...]:
    """Those of `keys` that only a mailbox, the word in front of its @ or a number makes."""
    return tuple(_hashed(text) for text in _contact_keys(person) if text[0] != "q")


def _hashed(text: str) -> int:
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big", signed=True)


def _contact_keys(person: Person) -> Iterator[str]:
    if person.mailbox is not None:
        yield f"e:{person.mailbox.key}"
        if len(person.mailbox.local) >= 5 and not person.mailbox.is_role:
            yield f"l:{person.mailbox.local}"
    if person.phone is not None:
        yield f"p:{person.phone.tail}"
        if len(person.phone.tail) >= 8:
            yield f"q:{person.phone.tail[-6:]}:{(person.name.given or ('',))[0][:1]}"


def _name_keys(name: Name) -> Iterator[str]:
    sounds = [heard(word) for word in name.surname]
    for word, surname in product(_given(name), sounds):
        yield f"n:{':'.join(sorted((heard(word), surname)))}"
        for form in full_forms(word):
            yield f"f:{form}:{surname}"
    joined, surname = "".join(name.given), "".join(name.surname)
    if len(joined) > 1 and len(surname) > 1:
        yield f"h:{':'.join(sorted((joined[:3], surname[:3])))}"
        yield f"t:{':'.join(sorted((joined[-3:], surname[-3:])))}"
        yield f"j:{''.join(sorted(joined + surname))}"


def _beside(person: Person) -> Iterator[str]:
    """Half a name beside a firm, a town, a date of birth or a street."""
    name = person.name
    surnames = [heard(word) for word in name.surname]
    givens = [form for word in _given(name) for form in full_forms(word)]
    firms = dict.fromkeys(word[:5] for word in (person.firm.joined, person.label) if word)
    for firm in firms:
        yield from (f"c:{firm}:{word}" for word in (*surnames, *givens))
    if person.city:
        town = person.city.replace(" ", "")[:5]
        yield from (f"o:{town}:{word}" for word in surnames)
        if name.surname:
            yield from (f"o:{town}:{word}:{name.surname[0][0]}" for word in givens)
        if person.is_bare:
            yield from _by_half(person, town)
    if person.born:
        yield from (f"b:{person.born}:{word}" for word in (*surnames, *givens))
        yield f"b:{person.born}:{person.postcode}"
    if person.street:
        street = "".join(sorted(person.street.split()))[:12]
        yield f"s:{street}:{''.join(name.given)[:1]}"
        yield f"s:{street}:{''.join(name.surname)[:1]}"


def _by_half(person: Person, town: str) -> Iterator[str]:
    """Any half of a name in a town, for lists that say nothing else: by sound and by its first letters."""
    words = (*person.name.given, *person.name.surname)
    halves = dict.fromkeys((*map(heard, words), *(f"{word[:3]}-" for word in words)))
    for place in dict.fromkeys((town, heard(person.city.replace(" ", "")))):
        yield from (f"u:{place}:{half}" for half in halves)


def _given(name: Name) -> tuple[str, ...]:
    """The first two given names, and the one in brackets."""
    return tuple(word for word in (*name.given[:2], *name.called[:1]) if word)


def heard(word: str) -> str:
    """A word's sound, or the word itself where its sound is a single letter."""
    code = sound(word)
    return code if len(code) > 1 else f"={word}"


def full_forms(word: str) -> list[str]:
    """The names a word is a form of; itself by sound where it is none."""
    lines = sorted(form_lines(word))[:4]
    return [f"#{line}" for line in lines] or [heard(word)]
