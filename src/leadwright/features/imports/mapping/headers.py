"""What a header means: exact words first, then without qualifiers, in parts, and with a slip of a letter."""

import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

from leadwright.features.imports.mapping.further_words import FURTHER_WORDS
from leadwright.features.imports.mapping.header_words import QUALIFIERS, WORDS

_CAMEL: Final = re.compile(r"(?<=[a-z])(?=[A-Z][a-z])")
_CUSTOM_END: Final = re.compile(r"__c$")
_NUMBER_SIGN: Final = re.compile(
    r"#(?!\s*\d)"
)  # `Attendee #` is a number; `Contact #2` says which one
_EAST: Final = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")
_PARTS: Final = re.compile(r"[/|(\[（［\n:：)\]）］;,・]|\s[-–—]\s")
_TYPED: Final = re.compile(r";\s*type\s*=\s*", re.IGNORECASE)  # an address book's `TEL;TYPE=WORK`
_RECORD: Final = re.compile(  # what a program calls its record, not what the person is called
    r"(?:lead - |(?:deal|opportunity|ticket)[ -]+)(?:title|name)", re.IGNORECASE
)
_BUYER: Final = re.compile(  # whom a partner sells to: `End Customer Contact`
    r"\b(?:end customers?|end users?|endkunden?|client final|cliente final|eindklant|klient koncowy)\b"
)
_CUT: Final = re.compile(r"([^\W\d_]{3,})\.")
_WEAK: Final = frozenset({"name", "contact", "title", "date", "clock"})
_NUMBERS: Final = frozenset({"phone", "office", "mobile", "home"})
_JOINING: Final = frozenset("und and et y e i en nr no num nro numero n".split())
_STEMS: Final = {
    "vor": "first_name", "voor": "first_name", "nach": "last_name", "zu": "last_name",
    "familien": "last_name", "achter": "last_name", "buro": "office", "privat": "home",
    "fixe": "phone", "vast": "phone", "fisso": "phone", "fijo": "phone", "fixo": "phone",
    "festnetz": "phone", "stacjonarny": "phone", "kom": "mobile", "g": "office", "p": "home",
    "geschaftl": "office", "dienstl": "office", "komorkowy": "mobile",
}  # fmt: skip
_STRANGERS: Final = frozenset(
    """purchaser billing recipient
    cc bcc invoice ad adset form manager assistant emergency referrer supervisor
    rechnungsadresse rechnungs vorgesetzter assistenz sekretariat spouse creative""".split()
)
_REACHED: Final = ("email", "phone", "mobile", "office", "home", "job_title", "country")
_REACHED_AS: Final = frozenset("label type kind typ etichetta etykieta".split())
_BESIDE: Final = frozenset(  # what stands behind a field in its own column: `Firma, Ort`, `部署・役職`
    """department dept division abteilung bereich service departamento reparto dipartimento afdeling dzial
    部署 部署名 部門 所属部署 ort stadt city town ville ciudad citta cidade plaats miasto sitz""".split()
)
_NAMES: Final = ("first_name", "last_name")
_FIRM: Final = frozenset("email phone mobile company job_title country product_interest".split())
_VAGUE: Final = frozenset(
    "notes source event tags owner name contact title date other home clock".split()
)
_STROKES: Final = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ı": "i", "ß": "ss", "æ": "ae"})


@dataclass(frozen=True, slots=True)
class Meaning:
    """A meaning of `header_words` and how sure the header's words are."""

    name: str
    confidence: float


def plain(header: str) -> str:
    """Small letters without accents, marks and doubled spaces: `E-Mail*` -> `e mail`."""
    text = _CAMEL.sub(" ", _CUSTOM_END.sub("", header.strip()))
    text = _NUMBER_SIGN.sub(" no ", unicodedata.normalize("NFKC", text).casefold()).translate(
        _STROKES
    )
    if not _EAST.search(text):
        text = unicodedata.normalize("NFKD", text)
        text = "".join(char for char in text if not unicodedata.combining(char))
    return " ".join(re.sub(r"[^\w№〒ー]|_", " ", text).split())


@cache
def _words() -> dict[str, str]:
    """The words of the nine languages, which are also recognised with a slip or cut off."""
    return _by_word(WORDS)


@cache
def _known() -> dict[str, str]:
    """Those of all languages."""
    return _by_word(FURTHER_WORDS) | _words()


def _by_word(meanings: Mapping[str, str]) -> dict[str, str]:
    made: dict[str, str] = {}
    for meaning, words in meanings.items():
        for word in words.split(","):
            made.setdefault(plain(word), meaning)
    made.pop("", None)
    return made


@lru_cache(maxsize=4_096)
def meaning_of(header: str) -> Meaning | None:
    """What a header says, or None where it says nothing we know."""
    if _RECORD.fullmatch(header.strip()):
        return Meaning("other", 0.95)
    header = _TYPED.sub(" ", header)
    whole = plain(header)
    if not whole or len(whole) > 120:
        return None
    if (of_buyer := " ".join(_BUYER.sub(" ", whole).split())) not in {"", whole}:
        header = whole = of_buyer
    found = _exact(whole) or _numbered(whole) or _unqualified(whole) or _in_parts(header)
    return found or _of_parts_of_names(whole) or _abbreviated(header) or _whole_word_or_slip(whole)


def _whole_word_or_slip(text: str) -> Meaning | None:
    """One slip of the keys, then a word known as it stands (`Firma Name` is no `Fname`), then two slips."""
    if (whole := _compound(text)) is not None:
        return whole
    slip, inside = _misspelt(text), _contained(text)
    if slip is not None and slip.confidence < 0.7 and inside is not None and " " in text:
        return slip if inside.name in _WEAK else inside
    return slip or inside


def _compound(text: str) -> Meaning | None:
    """`Artikelinteresse`, `Kontaktpersoon`: two words that say the same, written as one."""
    words = _words()
    for at in range(5, len(text) - 4):
        front, back = (
            words.get(text[:at]) or words.get(text[:at].rstrip("sn")),
            words.get(text[at:]),
        )
        if front is not None and front == back:
            return Meaning(front, 0.85)
    return None


def _of_parts_of_names(text: str) -> Meaning | None:
    """`Vor- und Zuname`, `Tel. mobil`: every word says a part of a name, or a kind of number."""
    words = [word for word in text.split() if word not in QUALIFIERS and word not in _JOINING]
    known = [_words().get(word) or _STEMS.get(word) for word in words]
    kinds = [kind for kind in known if kind]
    if not words or len(kinds) < len(words) or len(text.split()) < 2:
        return None
    if set(kinds) == {"first_name", "last_name"}:
        return Meaning("full_name" if kinds[0] == "first_name" else "last_first", 0.93)
    if set(kinds) <= _NUMBERS:
        return Meaning(next((kind for kind in kinds if kind != "phone"), "phone"), 0.95)
    return None


def _abbreviated(header: str) -> Meaning | None:
    """`Bem.`, `Ansprechp.`: the beginning of words that all mean one thing."""
    meanings = set(abbreviated(header))
    return Meaning(meanings.pop(), 0.85) if len(meanings) == 1 else None


@lru_cache(maxsize=512)
def abbreviated(header: str) -> frozenset[str]:
    """What `Naz.` may stand for: the meanings of all words that begin so."""
    written = _CUT.fullmatch(header.strip())
    if written is None:
        return frozenset()
    start = plain(written.group(1))
    return frozenset(name for word, name in _words().items() if word.startswith(start))


@lru_cache(maxsize=512)
def shortened(header: str) -> frozenset[str]:
    """What `CTRY` or `ORG` may stand for: words that begin so or have these letters in this order."""
    text = plain(header)
    if not text.isascii() or not text.isalpha() or not 3 <= len(text) <= 5:
        return frozenset()
    letters = re.compile(".*?".join(text) + ".*")
    return frozenset(name for word, name in _words().items() if letters.match(word))


def _exact(text: str) -> Meaning | None:
    name = _known().get(text) or _known().get(text.replace(" ", ""))
    return Meaning(name, 0.98) if name else None


def _numbered(text: str) -> Meaning | None:
    """`Phone 2`, `Interest 1`; `Contact 2 Name` less surely, for the first one is meant before."""
    name = _known().get(re.sub(r"\s*\d+$", "", text))
    if name is None and (further := re.sub(r"\s\d+\s", " ", text)) != text:
        found = _exact(further) or _unqualified(further)
        return Meaning(found.name, 0.93 if " 1 " in text else 0.8) if found else None
    return Meaning(name, 0.93) if name else None


def _unqualified(text: str) -> Meaning | None:
    rest = " ".join(word for word in text.split() if word not in QUALIFIERS)
    rest = re.sub(r"(?:必須|任意|\(?ご?担当者\)?)$", "", rest).strip()
    if not rest or rest == text:
        return None
    name = _known().get(rest) or _known().get(rest.replace(" ", ""))
    return Meaning(name, 0.93) if name else None


def _in_parts(header: str) -> Meaning | None:
    """`Vorname / First name`, `Company (Firma)`: parts that agree, or the first that says something."""
    parts = [plain(part) for part in _PARTS.split(header)]
    known = [
        found
        for part in parts
        if part and (found := _exact(part) or _numbered(part) or _unqualified(part)) is not None
    ]
    if not known or len(parts) < 2:
        return None
    names = [one.name for one in known]
    strong = [name for name in names if name not in _WEAK]
    if {"first_name", "last_name"} <= set(strong):
        first = strong.index("first_name") < strong.index("last_name")
        return Meaning("full_name" if first else "last_first", 0.9)
    if "other" in strong or _REACHED_AS.intersection(parts):
        return _beside_another(strong, {one for one in parts if one in _BESIDE})
    if strong and strong[0] in {"full_name", "company", "owner"}:
        return _whose(strong, names)
    if strong and strong[0] == "notes" and len(set(strong)) > 1:
        return Meaning(strong[1], 0.75)  # `Question: Products`
    return Meaning((strong or names)[0], 0.93 if len(set(strong)) <= 1 else 0.75)


def _beside_another(strong: list[str], beside: set[str]) -> Meaning:
    """`Phone 1 - Type` is none of ours, `Land/Region` is the country, `Firma, Ort` the company."""
    if strong and set(strong) == {"country", "other"}:
        return Meaning("country", 0.9)
    ours = [name for name in dict.fromkeys(strong) if name != "other"]
    if ours and ours[0] in {"company", "job_title"} and len(beside) == strong.count("other") > 0:
        return Meaning(ours[0], 0.85)
    lone = len(set(strong)) == 1 and strong[0] not in {"email", *_NUMBERS}
    return Meaning(strong[0], 0.93) if lone else Meaning("other", 0.9 if strong else 0.7)


def _whose(strong: list[str], names: list[str]) -> Meaning:
    """`Kontaktperson (Tel.)`, `Organization 1 - Title`: what is said of whom."""
    part = next((name for name in _NAMES if name in strong), None)
    if part and strong[0] == "full_name":
        return Meaning(part, 0.9)  # `Attendee name: Given name`
    reached = next((name for name in _REACHED if name in strong), None)
    if reached == "phone" and strong[0] == "company":
        return Meaning("home", 0.9)  # the firm's own: the person's go before it
    if reached and strong[0] != "owner":
        return Meaning(reached, 0.9)
    if strong[0] == "company" and "title" in names:
        return Meaning("job_title", 0.85)
    return Meaning(strong[0], 0.93 if len(set(strong)) <= 1 else 0.75)


def _contained(text: str) -> Meaning | None:
    """The longest known words inside a longer header; a known stranger among them wins."""
    if _EAST.search(text):
        return _contained_east(text.replace(" ", ""))
    tokens = text.split()
    if len(tokens) > 1 and _STRANGERS & set(tokens):
        return Meaning("other", 0.8)
    if len(tokens) == 2 and (pair := _of_two(*tokens)) is not None:
        return pair
    best = _longest(tokens)
    if isinstance(best, Meaning):
        return best
    if best is None and len(tokens) > 2:
        best = _inflected(tokens)
    if best is None or best[1] in {"name", "contact", "title", "date", "clock", "home", "other"}:
        return Meaning(best[1], 0.5) if best else None
    return Meaning(best[1], 0.6 + 0.25 * best[0] / len(tokens))


def _longest(tokens: list[str]) -> tuple[int, str] | Meaning | None:
    """The longest run of known words, a firmer one first; a known stranger that is half of it all wins."""
    best: tuple[int, str] | None = None
    for size in range(min(4, len(tokens)), 0, -1):
        for start in range(len(tokens) - size + 1):
            name = _known().get(" ".join(tokens[start : start + size]))
            if name is None or (size == 1 and len(tokens[start]) < 3):
                continue
            if name == "other" and size * 2 >= len(tokens):
                return Meaning("other", 0.8)
            if best is None or (size == best[0] and best[1] in _VAGUE and name in _FIRM):
                best = (size, name)
    return best


def _inflected(tokens: list[str]) -> tuple[int, str] | None:
    """`W jakiej firmie pracujesz?`: a known noun with another ending, in a question."""
    for token in tokens:
        stems = (token[:cut] for cut in (len(token) - 1, len(token) - 2) if cut >= 4)
        for stem in stems:
            found = _stems().get(stem, ())
            if len(found) == 1:
                return 1, next(iter(found))
    return None


@cache
def _stems() -> Mapping[str, Collection[str]]:
    """What known words without their last letter say, each with all that firm ones say."""
    stems: dict[str, set[str]] = {}
    for word, name in _words().items():
        if name in _FIRM:
            stems.setdefault(word[:-1], set()).add(name)
    return stems


def _of_two(first: str, second: str) -> Meaning | None:
    """`Booth notes`, `Company country`: the second word says what, the first only whose."""
    last = _words().get(second)
    if last == "notes":
        return Meaning("notes", 0.8)
    if _words().get(first) != "company":
        return None
    return {"title": Meaning("job_title", 0.85), "country": Meaning("country", 0.85)}.get(
        last or ""
    )


def _contained_east(text: str) -> Meaning | None:
    best = max(
        (word for word in _known() if _EAST.search(word) and len(word) > 1 and word in text),
        key=len,
        default="",
    )
    return Meaning(_known()[best], 0.6 + 0.3 * len(best) / len(text)) if best else None


def _misspelt(text: str) -> Meaning | None:
    """One slip of the keys, two in long words; turned letters count once."""
    if len(text) < 5 or len(text) > 30 or _EAST.search(text):
        return None
    most = 1 if len(text) < 12 else 2
    found = process.extractOne(text, _words().keys(), scorer=OSA.distance, score_cutoff=most)
    return Meaning(_words()[found[0]], 0.75 - 0.05 * found[1]) if found else None
