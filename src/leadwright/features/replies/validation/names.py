"""How to address a person and name a company, guessing neither gender nor order."""

import re
from functools import lru_cache

from leadwright.features.replies.validation.cleaning import clean

_MAX_NAME = 40
_MAX_WORDS = 5
_LETTERS = re.compile(r"(?:[^\W\d_]|[\u0300-\u036f\u0900-\u0dff\u0e00-\u0eff' ’.,·-])+")
TITLES = frozenset(
    "dr prof professor mag ing dipl-ing dott dra lic phd univ drs ir mgr inż hab lek "
    "dott.ssa dr.ssa prof.ssa dottor dottoressa professoressa ingegner avv avvocato arch geom rag "
    "dr.ª dr.a eng eng.ª eng.º engenheiro engenheira arq prof.ª professora doutor doutora".split()
)
HONORIFICS = frozenset(
    "mr mrs ms miss mx sir madam herr frau hr fr m mme mlle monsieur madame mademoiselle "
    "sr sra srta señor señora señorita don doña "
    "dhr mevr mw meneer mevrouw "
    "pan pana panu panem panie panowie panów panom panami pani panią paniom paniami "
    "sig sig.ra sig.na signor signore signora sr.ª sr.a senhor senhora dona".split()
)
# The end of an Italian title: `Dott.ssa`, `Sig.ra`.
_FEMININE = re.compile(r"(?<=\.)(?:ssa|ra|na)$", re.IGNORECASE)
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
# Particles and titles that stay small where their bearers write them so.
_SMALL = frozenset(
    "von van der den del della dello degli dalla dos das zu zur ten ter "
    "dhr mevr meneer mevrouw drs mgr inż".split()
)
# What follows a German doctor's title: `Dr. med. Sabine Kühn`.
_FACULTIES = frozenset(
    "med. dent. vet. phil. rer. nat. jur. iur. oec. pol. theol. habil. h.c. hc. techn. agr. biol.".split()
)
# What a person may write after a Japanese name, and our salutation writes itself.
_SAMA = re.compile(r"\s?(?:様|さま)$")
_LEGAL_FORM = re.compile(
    r"[\s,]+(?:gmbh\s*&\s*co\.?\s*kg(?:aa)?|ag\s*&\s*co\.?\s*kg|gmbh|ggmbh|mbh|ug(?:\s*\(haftungsbeschränkt\))?"
    r"|ag|kg|kgaa|ohg|gbr|e\.\s?k\.?|e\.\s?v\.?|se|ltd\.?|limited|inc\.?|incorporated|l\.?l\.?c\.?|llp"
    r"|s\.?a\.?p?\.?i?\.? de c\.?v\.?|s\.? de r\.?l\.?(?: de c\.?v\.?)?"
    r"|plc|corp\.?|corporation|s\.?a\.?r\.?l\.?|s\.?a\.?s\.?u?\.?|s\.?l\.?u?\.?|s\.?a\.?|s\.?r\.?l\.?"
    r"|s\.?p\.?a\.?|b\.?v\.?|n\.?v\.?|ab|oy|a/s|aps|sp\.\s?z\s?o\.\s?o\.?(?:\s+sp\.\s?k\.?)?|sp\.\s?[jkp]\.?|v\.?o\.?f\.?|pty\.?(?:\s+ltd\.?)?"
    r"|s\.?n\.?c\.?|s\.?r\.?l\.?s\.?|(?:unipessoal,?\s+)?l(?:t|im\.?)?da\.?|eireli|s/a)$",
    re.IGNORECASE,
)


@lru_cache(64)
def person(raw: str | None) -> str | None:
    """A person's full name in reading order with its titles; None unless it looks like a name."""
    name = clean(raw, _MAX_NAME)
    if name is None or not _LETTERS.fullmatch(name):
        return None
    last, comma, first = name.partition(",")
    if _CJK.search(name):
        name = _SAMA.sub("", name)
    elif comma:
        name = f"{first.strip()} {last.strip()}".strip()
    words = name.replace(",", " ").split()
    if not words or len(words) > _MAX_WORDS or not any(len(word) > 1 for word in words):
        return None
    return " ".join(_cased(word) for word in words)


def _cased(word: str) -> str:
    """A word typed all small or all large gets a name's capitals; anything else is respected."""
    if len(word.rstrip(".")) == 1:
        return word.upper()
    if len(word) < 3 or not (word.islower() or word.isupper()) or _CJK.search(word):
        return word
    if word.islower() and (_bare(word) in _SMALL or word in _FACULTIES):
        return word
    named = re.sub(r"[^\W\d_]+", lambda part: part.group().capitalize(), word)
    return _FEMININE.sub(lambda ending: ending.group().lower(), named)


def given(full: str | None) -> str | None:
    """What a first-name language calls a person: the given name where the order tells it.

    `Mrs Smith` stays as it is, as do Chinese, Japanese and Korean names, whose order differs.
    """
    if full is None or _CJK.search(full):
        return full
    words = full.split()
    rest = [word for word in words if _bare(word) not in TITLES | HONORIFICS]
    titled = len(rest) < len(words)
    if not rest or (titled and len(rest) == 1):
        return full
    return full if len(rest[0].rstrip(".")) < 2 else rest[0]


def _bare(word: str) -> str:
    return word.casefold().rstrip(".")


def is_of_company(full: str, employer: str | None) -> bool:
    """Whether the field for a name holds the company's, so that nobody is addressed by it."""
    if employer is None:
        return False
    same = full.casefold() == employer.casefold()
    return same or (_CJK.search(full) is not None and len(full) > 2 and full in employer)


def _calm(name: str) -> str:
    """Two words or more all in capitals are typed so, not named so; one, or a short one, may be a brand."""
    words = name.split()
    if len(words) < 2 or not name.isupper():
        return name
    return " ".join(word.capitalize() if len(word) > 4 else word for word in words)


def company(raw: str | None, own: str) -> str | None:
    """A company as people say it, without its legal form; None if suspicious, mere figures or our own."""
    name = clean(raw)
    if name is None or not any(char.isalpha() for char in name):
        return None
    spoken = _LEGAL_FORM.sub("", name).strip(" ,")
    spoken = _calm(spoken if len(spoken) > 2 else name)
    return None if spoken.casefold() == own.casefold() else spoken
