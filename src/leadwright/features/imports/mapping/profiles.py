"""What the values of a column look like: which share of them are addresses, numbers, dates, names."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Final

from leadwright.features.imports.cleaning import countries, names
from leadwright.features.imports.cleaning.given_names import GIVEN
from leadwright.features.imports.cleaning.phones import without_label
from leadwright.features.imports.cleaning.products import Catalogue, is_mark
from leadwright.features.imports.cleaning.text import folded, is_nothing, shown, tidy
from leadwright.features.imports.reading.sheet import Cell, Fault, filled

_EMAIL: Final = re.compile(r"[^@\s]+@[^@\s]+\.\w{2,}")
_NEAR_EMAIL: Final = re.compile(
    r"@|＠|\((?:at|ät)\)|\[(?:at|ät)\]|\s(?:at|AT)\s\S+\s(?:dot|DOT)\s", re.IGNORECASE
)
NAMED: Final = re.compile(r"[\W_]*[^\W\d_]{2,}[^@<(\[]*(?:[<(\[]\s*(?:mailto:)?|\s)[^\s@<(\[]+@")
_KIND: Final = re.compile(r" ?\([^\d()]{1,20}\)")
_PHONE: Final = re.compile(
    r"(?:[a-z.]{0,12}:?\s*)?\+?[(\d][\d\s()./–-]{5,22}\d(?:\s*(?:x|ext\.?)\s*\d+)?", re.IGNORECASE
)
_DIALLED: Final = re.compile(r"'?(?:\+|00?[1-9]\d{6}|[1-9]\d{10,11}$|\(?\d{1,6}[ ()./–-]+\d)")
_DATE: Final = re.compile(
    r"20\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])|"
    r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}(?:[ T,].*)?|\d{4}年.*|\d{1,2}[. -]+[^\W\d]{3,}[.,]? \d{2,4}.*"
    r"|[^\W\d]{3,9}\.? \d{1,2},? \d{4}.*|\d{1,2}-[A-Za-z]{3}-\d{2,4}.*"
)
_ROUNDED: Final = re.compile(r"\d[.,]\d+[eE]\+(?:09|1[0-3])")
_INTERNET: Final = re.compile(r"(?:(?:0|[1-9]\d{0,2})\.){3}(?:0|[1-9]\d{0,2})")
_CLOCK: Final = re.compile(r"\d{1,2}[:.h]\d{2}(?:[:.]\d{2})?(?: ?[ap]m)?(?: uhr)?", re.IGNORECASE)
LEGAL: Final = re.compile(
    r"(?i)\b(?:gmbh|mbh|ag|kg|kgaa|ohg|e\.?k|ug|se|inc|corp|corporation|llc|ltd|limited|plc|"
    r"llp|s\.?a|sarl|s\.?a\.?r\.?l|sas"
    r"|s\.?a\.?s|s\.?l|s\.?l\.?u|s\.?r\.?l|s\.?p\.?a|lda|ltda|b\.?v|n\.?v|sp\.? z o\.?o|z "
    r"o\.?o|a\.?b|oy|a/s|aps|pty|co\b|group|holding|gruppe"
    r"|bank|university|universität|hochschule|industries|systems|solutions|technologies|"
    r"consulting|labs?|logistics|motors|foods?"
    r"|partners|services|software|automation|engineering|energy|pharma|werke|verlag|stadtwerke)\b\.?"
    r"|株式会社|有限会社|合同会社|（株）|\(株\)"
)
JOB: Final = re.compile(
    r"(?i)\b(?:c[eftiomdr]o|ciso|cdo|vp|svp|evp|manager|director|head of|lead|leiter(?:in)?|"
    r"geschäftsführer(?:in)?|inhaber(?:in)?|chef|engineer"
    r"|ingenieur(?:in)?|developer|entwickler(?:in)?|architect|analyst|consultant|"
    r"berater(?:in)?|buyer|einkäufer(?:in)?|einkauf|vertrieb|sales"
    r"|marketing|directeur|directrice|responsable|gérant|directora?|gerente|jefe|responsabile|"
    r"direttore|direttrice|diretora?"
    r"|kierownik|dyrektor|prezes|specjalista|inżynier|president|präsident|officer|specialist|"
    r"coordinator|assistant|founder|owner|partner|student"
    r"|professor|technician|operations|procurement|hoofd|directeur|bestuurder|adviseur|"
    r"ingénieur|ingeniero|ingegnere|engenheir[oa])\b"
    r"|部長|課長|係長|主任|社長|取締役|マネージャー|担当|エンジニア|本部長|室長"
)
_WEB: Final = re.compile(
    r"(?:https?://|www\.)\S+|[\w-]+\.(?:com|de|net|org|io|eu|fr|pl|it|es)", re.IGNORECASE
)
_PERSON: Final = re.compile(r"[^\W\d_][^\W\d_'’.-]*(?:['’.-][^\W\d_]+)*\.?")
_MOST: Final = 300
_LONGEST: Final = 400


@dataclass(slots=True)
class Profile:
    """Shares between 0 and 1 of a column's filled cells, `count` of them looked at."""

    count: int
    email: float
    near_email: float
    named_email: float
    phone: float
    dialled: float
    outward: float
    shared: float
    date: float
    clock: float
    company: float
    job: float
    at_meeting: float
    country: float
    product: float
    mark: float
    given: float
    full_name: float
    person_words: float
    web: float
    number: float
    coded: float
    counted: float
    salutation: float
    distinct: float
    length: float


def profile(cells: Sequence[Cell], catalogue: Catalogue) -> Profile:
    """The profile of a column from a spread of its cells."""
    real = [cell for cell in cells if filled(cell)]
    if len(real) > _MOST:
        step = len(real) // _MOST + 1
        real = real[::step]
    texts = [
        text for cell in real if (text := tidy(shown(cell)[:_LONGEST])) and not is_nothing(text)
    ]
    plain = [cell for cell in real if not isinstance(cell, Fault)]
    count = len(texts)
    share = _Share(count)
    return Profile(
        count=count,
        email=share(_is_email(text) for text in texts),
        near_email=share(_NEAR_EMAIL.search(text) is not None for text in texts),
        named_email=share("@" in text and NAMED.match(text) is not None for text in texts),
        phone=share(looks_like_phone(text) for text in texts),
        dialled=share(_DIALLED.match(without_label(text)) is not None for text in texts),
        outward=share(_OUTWARD.match(text) is not None for text in texts if looks_like_phone(text)),
        shared=share(_SHARED.match(text) is not None for text in texts),
        date=max(
            share(isinstance(cell, date) for cell in plain),
            share(_DATE.fullmatch(text) is not None for text in texts),
        ),
        clock=max(
            share(isinstance(cell, (time, timedelta)) for cell in plain),
            share(_CLOCK.fullmatch(text) is not None for text in texts),
        ),
        company=share(LEGAL.search(text) is not None for text in texts),
        job=share(JOB.search(text) is not None for text in texts),
        at_meeting=share(folded(text) in _AT_MEETING for text in texts),
        country=share(len(text) > 1 and countries.code_of(text) is not None for text in texts),
        product=share(
            bool((read := catalogue.read(text)).values) and not read.stranger for text in texts
        ),
        mark=share(is_mark(text) is not None for text in texts),
        given=share(_first_word(text) in GIVEN for text in texts),
        full_name=share(is_full_name(text) for text in texts),
        person_words=share(is_person_word(text) for text in texts),
        web=share(_WEB.fullmatch(text) is not None for text in texts),
        number=share(isinstance(cell, (int, float)) for cell in plain),
        counted=share(text.isdecimal() for text in texts),
        coded=share(any(map(str.isdecimal, text)) for text in texts),
        salutation=share(_addresses(text) for text in texts),
        distinct=len(set(texts)) / count if count else 0.0,
        length=sum(map(len, texts)) / count if count else 0.0,
    )


_OUTWARD: Final = re.compile(r"'?\(?(?:\+|0\d*[ ()./–-])")
_SHARED: Final = re.compile(
    r"(?:info|office|contact|kontakt|mail|zentrale|hello|hallo|sales|vertrieb|service|empfang|"
    r"reception|secretariat|sekretariat|post|admin|team)@",
    re.IGNORECASE,
)
_AT_MEETING: Final = frozenset(
    "attendee presenter organizer organiser co-organizer panelist host co-host participant viewer guest"
    " teilnehmer teilnehmerin referent organisator moderator moderatorin participante asistente".split()
)
_SALUTATIONS: Final = frozenset(
    "mr mrs ms miss mx dr prof herr frau hr fr m mme mlle monsieur madame sr sra srta sig "
    "signor signora dhr mevr pan pani"
    " mister divers 様 male female dipl-ing dipl.-ing dr.-ing prof.dr ing mag mba bsc msc phd ph.d dipl.-kfm"
    " dipl.-inf ba ma mgr inz hab lic dipl arch rer nat phil med jur oec pol hc h.c".split()
)


def _addresses(text: str) -> bool:
    """`Frau`, `Dr.`, `Dipl.-Ing.`, `dr inż.`: how somebody is addressed, and no position."""
    small = folded(text)
    words = re.split(r"[ .]+-?", small.rstrip("."))
    return small.rstrip(".") in _SALUTATIONS or all(word in _SALUTATIONS for word in words)


class _Share:
    def __init__(self, count: int) -> None:
        self._count = count

    def __call__(self, answers: Iterable[bool]) -> float:
        return min(1.0, sum(answers) / self._count) if self._count else 0.0


def _is_email(text: str) -> bool:
    """An address, perhaps with its owner's name around it; not a sentence that mentions one."""
    if _EMAIL.search(text) is None:
        return False
    rest = re.findall(r"[^\W\d_]{2,}", _EMAIL.sub(" ", text))
    bracketed = re.search(r"[<(\[]\s*\S+@|@\S+\s*[(\[]", text) is not None
    named = len(rest) <= 3 and all(word[0].isupper() for word in rest)
    return len(rest) <= 1 or (len(rest) <= 5 and bracketed) or named


def looks_like_phone(text: str) -> bool:
    """One number, or the first of several in the cell; also one that a workbook wrote as 4.91512E+12."""
    if _ROUNDED.fullmatch(text):
        return True
    first = _KIND.sub("", re.split(r"[;|,]| / | ::: ", text)[0]).strip(" '")
    digits = sum(char.isdecimal() for char in first)
    shaped = 7 <= digits <= 17 and _PHONE.fullmatch(first) is not None
    return shaped and not _DATE.fullmatch(first) and not _INTERNET.fullmatch(first)


def _first_word(text: str) -> str:
    return folded(text).replace("-", " ").split(" ")[0]


def is_full_name(text: str) -> bool:
    """Two to five words as people are called, and no firm or position."""
    words = text.replace(",", " ").replace("　", " ").split()
    if names.EAST.search(text):
        return names.eastern_surname(text) is not None
    return (
        2 <= len(words) <= 5
        and all(_PERSON.fullmatch(word) for word in words)
        and not LEGAL.search(text)
        and not JOB.search(text)
    )


def is_person_word(text: str) -> bool:
    words = text.split()
    return (
        1 <= len(words) <= 3
        and all(_PERSON.fullmatch(word) for word in words)
        and not LEGAL.search(text)
    )
