"""Names of people: titles off, order found, first and last apart, shouting and whispering mended."""

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from leadwright.features.imports.cleaning.given_names import (
    CHINESE_SURNAMES,
    GIVEN,
    JAPANESE_SURNAMES,
    KOREAN_SURNAMES,
)
from leadwright.features.imports.cleaning.text import folded, tidy

_TITLES: Final = frozenset(
    """mr mrs ms miss mx sir madam dr prof professor doctor herr hr frau fr herrn dipl ing dipl-ing
    mag msc bsc phd mba m mme mlle monsieur madame maitre me sr sra srta don dona d dna sig sigra
    dott dottssa dottore ing avv arch geom rag prof.ssa dhr mevr mw drs ir mgr inz pan pani hab
    med jur rer nat hc engr eng kfm kffr profssa""".split()
)  # fmt: skip
_SPANISH: Final = frozenset("sra srta dna".split())
_SUFFIXES: Final = frozenset("jr sr ii iii iv phd mba md msc bsc cpa esq llm cfa pmp ma ba".split())
_PARTICLES: Final = frozenset(
    """von vom van de der den del della dello degli dei di da do das dos du des la le las los zu zum
    zur ter ten te tot in 't op el al bin ibn ben abu af av st san santa y e mac""".split()
)
_DAUGHTER_OF: Final = frozenset("ní nic ó uí".split())  # in Irish names; no capital is lowered
_PICTURES: Final = re.compile("[\u2190-\u2bff\u3297\u3299\ufe0e\ufe0f\u200d\U0001f000-\U0001faff]+")
EAST: Final = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]")
_KANA: Final = re.compile(r"[\u3040-\u30ff]")
_HANGUL: Final = re.compile(r"[\uac00-\ud7af]")
_HONORIFIC: Final = re.compile(r"\s*(?:様|さま|さん|殿|先生|氏)$")
_AND: Final = re.compile(
    r"\s+(?:&|\+|und(?! zu\b)|and|et|y|e|ed|en|i|oraz|sowie)\s+|\s*[;|/]\s*", re.IGNORECASE
)
_INSIDE_NAMES: Final = frozenset({"y", "e", "i", "en"})
_PLACEHOLDER: Final = frozenset(
    """mickey_mouse minnie_mouse donald_duck john_doe jane_doe max_mustermann erika_mustermann
    maxi_mustermann max_muster n.n nn n.n. first_last first_name last_name firstname_lastname
    first_name_last_name vorname_nachname vorname nachname firstname lastname asdf asdf_asdf
    qwerty qwertz xxx xxx_xxx xx_xx x_x aaa aaa_aaa abc abc_def foo_bar foo bar unknown
    unknown_unknown anonymous anonym guest gast visitor besucher no_name noname nobody someone
    homer_simpson santa_claus bugs_bunny darth_vader james_bond batman superman prenom_nom
    nombre_apellido nome_cognome pierre_dupont_test joe_bloggs john_q_public fulano fulano_de_tal
    山田太郎様 unbekannt unbekannt_unbekannt inconnu desconocido sconosciuto tbd tba badge scan
    visitor_badge walk-in walkin walk_in customer kunde contact kontakt name your_name
    booth_visitor""".split()
)
_TEST: Final = re.compile(
    r"(?:test|tester|testing|teste|prueba|prova|essai|demo|dummy)(?:\s?\d+)?"
    r"|(?:test|demo|dummy|mr|herr|max)\s(?:test|tester|user|lead|person|contact|kontakt|"
    r"account|eintrag|scan|record)\w*"
    r"|(?:qa|uat|booth|stand)\s?tests?|tests?\b.*\b(?:ignore|ignorieren|delete|löschen|ignorer|ignorar)\b.*"
    r"|(?:test\w*|dummy|demo)\s(?:test\w*|mctest\w*|dummy|demo)|テスト.*",
)


@dataclass(frozen=True, slots=True)
class Name:
    """A person's name, in its natural order as `full`; `several` where the cell names two people."""

    first: str | None
    last: str | None
    full: str | None
    several: bool = False


@lru_cache(maxsize=8_192)
def split(text: str, *, last_first: bool = False, two_surnames: bool = False) -> Name:
    """First and last name out of one cell."""
    text = _HONORIFIC.sub("", tidy(_without_pictures(text))).strip(" ,;")
    text = re.sub(r"\s*[(（][^)）]*[)）]\s*", " ", text).strip()
    if not text:
        return Name(None, None, None)
    if EAST.search(text):
        return _eastern(text)
    if (one := _first_of_two(text)) is not None:
        name = split(one, last_first=last_first, two_surnames=two_surnames)
        return replace(name, several=True)
    if two_surnames and text.startswith("D. "):  # Don Luis
        text = text[3:]
    front, comma, back = text.partition(",")
    if comma and (rest := _without_titles(back.split())):
        return _made(rest, _without_titles(front.split()))
    words = _without_titles(front.split())
    two_surnames = two_surnames or folded(front.split()[0]).rstrip(".") in _SPANISH
    if len(words) < 2:
        alone = cased(" ".join(words)) if words else None
        addressed = alone and front.split()[0] != words[0] and folded(words[0]) not in GIVEN
        return Name(None, alone if addressed else None, alone)  # Herr Koch
    cut = _cut(words, last_first=last_first, two_surnames=two_surnames)
    first, last = words[:cut], words[cut:]
    if last_first or _shouts_first(words):
        cut = _last_names_end(words)
        first, last = words[cut:], words[:cut]
    return _made(first, last)


def _without_pictures(text: str) -> str:
    """`Jana 🚀`: who is greeted is called Jana; pictures alone stay."""
    return text if text.isascii() else _PICTURES.sub(" ", text).strip() or text


def _first_of_two(text: str) -> str | None:
    """The first person of a cell that names two; `Hans und Eva Koch` are both called Koch."""
    found = _AND.search(text)
    if found is not None:
        front, back, mark = (
            text[: found.start()],
            text[found.end() :],
            found.group().strip().lower(),
        )
        first, second = _without_titles(front.split()), _without_titles(back.split())
        if len(first) > 1 and len(second) > 1:
            return front
        if len(first) == 1 and len(second) > 1 and mark not in _INSIDE_NAMES:
            return f"{front} {' '.join(second[1:])}"
        return None
    front, comma, back = text.partition(",")
    first, second = front.split(), back.split()
    if comma and len(first) > 1 < len(second) and {folded(first[0]), folded(second[0])} <= GIVEN:
        return front
    return None


@lru_cache(maxsize=8_192)
def _turned(text: str) -> str:
    """`Wit, de` -> `de Wit`: the particles that a sorted list puts behind the name."""
    front, comma, back = text.partition(",")
    words = back.split()
    if comma and words and all(word in _PARTICLES for word in words):
        return f"{' '.join(words)} {front.strip()}"
    return text


def stays_behind(part: str) -> bool:
    """False for `van den` in a column of its own, which goes before the name wherever it stands."""
    return not all(word.lower() in _PARTICLES for word in part.split())


def part(text: str) -> str | None:
    """A first or a last name from a column of its own: titles and degrees off."""
    text = _without_pictures(text)
    return (
        cased(" ".join(_without_titles(_turned(text).replace(",", " , ").split())).strip(" ,"))
        or None
    )


def _made(first: list[str], last: list[str]) -> Name:
    given, family = cased(" ".join(first)), cased(" ".join(last))
    full = f"{given} {family}".strip()
    return Name(given or None, family or None, full or None)


def _without_titles(words: list[str]) -> list[str]:
    words = [word for word in words if word not in {"-", "–", "|"}]
    while len(words) > 1 and _is_title(words[0], last=False):
        words = words[1:]
    while len(words) > 1 and words[-1].lower().strip(".,").replace(".", "") in _SUFFIXES:
        words = words[:-1]
    return words if not (len(words) == 1 and _is_title(words[0], last=True)) else []


def _is_title(word: str, *, last: bool) -> bool:
    plain = folded(word).rstrip(".").replace(".", "")
    if "-" in plain and word.endswith("."):  # Dr.-Ing.
        return all(piece in _TITLES for piece in plain.split("-"))
    if word.startswith("Dª"):  # Doña, whose folded letters are a particle's
        return True
    if len(plain) == 1:  # M. Dupont, but J. Smith
        return plain == "m" and not last and word.endswith(".") and word != "M.."
    return plain in _TITLES and (
        word.endswith(".") or len(plain) > 2 or plain in {"mr", "ms", "dr", "hr", "sr", "mw"}
    )


def _cut(words: list[str], *, last_first: bool, two_surnames: bool) -> int:
    """Where the last name begins: at its particle, else the last word, in Spain the last two."""
    if last_first:
        return len(words) - 1
    for at in range(1, len(words) - 1):
        if at > 1 and words[at].lower() in {"y", "i"}:
            return at - 1  # Ortega y Gasset
        if words[at].lower() in _DAUGHTER_OF:
            return at
        if words[at].lower().rstrip("'’") in _PARTICLES and folded(words[at]) not in {"y", "e"}:
            return at if not (two_surnames and at > 2) else at - 1
    cut = len(words) - 1
    if two_surnames and len(words) > 2 and folded(words[cut - 1]) not in GIVEN:
        cut -= 1
    return cut


def _shouts_first(words: list[str]) -> bool:
    """`DUPONT Jean`: the last name in capitals before the first name."""
    shouted = words[: _shouting(words)]
    return any(len(word) > 2 for word in shouted) and not words[-1].isupper()


def _shouting(words: list[str]) -> int:
    """How many words at the beginning are in capitals, the last word aside."""
    count = 0
    while count < len(words) - 1 and words[count].isupper() and len(words[count]) > 1:
        count += 1
    return count


def _last_names_end(words: list[str]) -> int:
    shouting = _shouting(words)
    if shouting and not words[-1].isupper():  # where all are in capitals they tell nothing
        return shouting
    cut = 1
    while cut < len(words) - 1 and words[cut - 1].lower() in _PARTICLES:
        cut += 1
    return cut


def _eastern(text: str) -> Name:
    parts = text.replace("　", " ").split()
    if len(parts) == 2:
        return Name(parts[1], parts[0], f"{parts[0]} {parts[1]}")
    surname = eastern_surname(text) if len(parts) == 1 else None
    if surname and text != surname:
        return Name(text[len(surname) :], surname, text)
    return Name(None, None, text)


def eastern_surname(text: str) -> str | None:
    """The surname a name begins with: `佐藤花子` -> 佐藤, `王伟` -> 王, `김민수` -> 김."""
    for size in (3, 2, 1):
        if len(text) > size and text[:size] in JAPANESE_SURNAMES:
            return text[:size]
    if len(text) > 4 or _KANA.search(text):
        return None
    known = KOREAN_SURNAMES if _HANGUL.match(text) else CHINESE_SURNAMES
    return next((text[:n] for n in (2, 1) if n < len(text) <= n + 2 and text[:n] in known), None)


@lru_cache(maxsize=8_192)
def cased(text: str) -> str:
    """`JEAN-LUC O'BRIEN` and `anna schmidt` as people write names; mixed letters stay as they are."""
    if not text or not (text.isupper() or text.islower()) or EAST.search(text):
        return text
    words = text.split()
    if text.isupper() and len(words) == 1 and len(text) <= 2:
        return text
    return " ".join(_word(word, n) for n, word in enumerate(words))


def _word(word: str, at: int) -> str:
    small = word.lower()
    if at and small in _PARTICLES:
        return small
    made = re.sub(r"[^\W\d_]+", lambda m: m.group()[0].upper() + m.group()[1:], small)
    made = re.sub(r"\b(Mc)([a-z])", lambda m: m.group(1) + m.group(2).upper(), made)
    return re.sub(r"([’'])S\b", r"\1s", made)


_NOBODYS_BEGINNINGS: Final = (
    "test", "prueba", "prova", "essai", "demo", "dummy", "テスト", "badge", "gast", "guest", "visitor",
    "attendee",
)  # fmt: skip
_NOBODYS_FIRST_WORDS: Final = frozenset(
    [
        "mr",
        "herr",
        "max",
        *("_".join(one.split("_")[:n]) for one in _PLACEHOLDER for n in range(1, 6)),
    ]
)


def problem_of(name: str) -> str | None:
    """`test_record` or `placeholder_name` where no person is called that."""
    words = name.split(None, 1)
    return odd_problem_of(name) if not words or _may_be_nobodys(words[0]) else None


@lru_cache(maxsize=8_192)
def _may_be_nobodys(word: str) -> bool:
    """Whether the name of nobody can begin so; of nearly no real name this is true."""
    small = word.casefold()
    return (
        small.startswith(_NOBODYS_BEGINNINGS)
        or small in _NOBODYS_FIRST_WORDS
        or len(set(small)) == 1
        or re.search(r"[^\W\d_]", small) is None
    )


@lru_cache(maxsize=8_192)
def odd_problem_of(name: str) -> str | None:
    """The same the long way round."""
    small = " ".join(name.casefold().split())
    if _TEST.fullmatch(small):
        return "test_record"
    if small.replace(" ", "_") in _PLACEHOLDER or re.fullmatch(
        r"([a-z])\1*( \1+)?|[\W\d_]+|(?:badge|gast|guest|visitor|attendee)\s?#?\d+", small
    ):
        return "placeholder_name"
    return None


def given_share(words: list[str]) -> float:
    """How many of these words are given names."""
    return sum(folded(word) in GIVEN for word in words) / len(words) if words else 0.0
