"""People whom a message names where a rule can know it: who sent it, heads of quoted mail, closings.

Who is only mentioned in a sentence is found by no rule.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from leadwright.domain.lead import FormValues
from leadwright.domain.mailbox import ROLES, is_role

_MOST: Final = 100
_LONGEST_RUN: Final = 5
_LEAST: Final = 3
_FIRST_WIDE: Final = (
    "\u2e80"  # from here on scripts are written without spaces and without capitals
)

_WORD: Final = r"(?<![\w.'’-])[^\W\d_][\w.'’-]{0,40}"
_WORDS: Final = rf"{_WORD}(?:[ \t]+{_WORD}){{0,5}}"
_ADDRESS: Final = r"[^\s<>()\[\]\"@]{1,80}@[^\s<>()\[\]\"@]{1,120}"
_BESIDE_AN_ADDRESS: Final = re.compile(
    rf'(?:"(?P<quoted>[^"\n<>]{{2,80}})"|(?P<plain>{_WORDS}))[ \t]*[<(\[]{{1,2}}(?:mailto:)?{_ADDRESS}'
)
_HEAD: Final = re.compile(
    r"^[>|\s]{0,12}(?:from|to|cc|bcc|reply-to|sender|von|an|kopie|de|à|para|da|van|aan|od|do|dw"
    r"|差出人|送信者|宛先)[ \t]*[:：][ \t]*(?P<people>[^\n]{2,300})$",
    re.IGNORECASE | re.MULTILINE,
)
_BEFORE_A_QUOTE: Final = re.compile(
    rf"(?P<before>{_WORDS})[ \t]+(?:wrote|a écrit|escribió|ha scritto|escreveu|napisała?)[ \t]*:"
    rf"|\b(?:schrieb|schreef)[ \t]+(?P<behind>{_WORDS})[ \t]*:"
)
_CLOSING: Final = re.compile(
    r"(?:^|[.!?,;\n])[ \t]*(?:(?:best|kind|kindest|warm|with best|with kind)[ \t]+(?:regards|wishes)|regards"
    r"|best|cheers|thanks|thank you|many thanks|sincerely|yours(?:[ \t]+(?:truly|sincerely|faithfully))?"
    r"|(?:mit[ \t]+)?(?:freundlich|best|herzlich|lieb|viel|schön)e[nr]?[ \t]+gr(?:u|ü)(?:ß|ss)e?n?|grüße|gruß"
    r"|mfg|vg|lg|danke|vielen dank|(?:bien[ \t]+)?cordialement|bien à vous|salutations|merci"
    r"|(?:un[ \t]+)?saludos?(?:[ \t]+cordiales)?|atentamente|gracias|(?:cordiali|distinti)[ \t]+saluti|saluti"
    r"|grazie|atenciosamente|(?:com os melhores[ \t]+)?cumprimentos|abraços?|obrigad[oa]"
    r"|met[ \t]+(?:vriendelijke|hartelijke)[ \t]+groet(?:en)?|groet(?:en|jes)?|mvg|bedankt"
    r"|(?:z[ \t]+)?pozdraw(?:iam|ieniami)|z[ \t]+poważaniem|dziękuję|敬具"
    r"|(?:どうぞ)?(?:宜しく|よろしく)お願い(?:いた|致)?します)[,.!。]?\s{0,6}(?P<name>[^\n,|<]{2,80})(?=[\n,|<]|$)",
    re.IGNORECASE,
)
_INTRODUCED: Final = re.compile(
    r"(?:my name is|my name's|ich hei(?:ß|ss)e|mein name ist|je m['’]appelle|mon nom est|me llamo"
    r"|mi nombre es|mi chiamo|il mio nome è|o? ?meu nome é|me chamo|mijn naam is|ik heet|nazywam się"
    rf"|mam na imię)[ \t]+(?P<name>{_WORDS})",
    re.IGNORECASE,
)
_INTRODUCED_WIDE: Final = re.compile(r"(?P<name>[^\s、。，,の]{2,12})と(?:申|もう)します")
_PARTICLES: Final = frozenset(
    "von vom van der den dem des de do da di du dos das del della la le el al bin ibn bint zu zum zur"
    " ter ten af av y e i und and".split()
)
_TITLES: Final = frozenset(
    "mr mrs ms miss mx dr prof ing mag dipl herr frau sir madam mme mlle monsieur madame señor señora"
    " sr sra srta sig dott pan pani dhr mevr jr sen phd msc mba".split()
)


def named(form: FormValues) -> tuple[str, ...]:
    """Whole names and their parts, the longest first."""
    found: dict[str, None] = {}
    for name in (form.name or "", *_by_address(form.email or ""), *_in(form.message or "")):
        found.update(dict.fromkeys(_with_parts(name)))
        if len(found) >= _MOST:
            break
    return tuple(sorted(found, key=len, reverse=True))


def pattern_of(name: str) -> str:
    """Where the name stands. Two letters stand as they are written: `Bo` is a name, `bo` may be a word."""
    if name[0] >= _FIRST_WIDE:
        return re.escape(name)
    spaced = r"\s+".join(re.escape(part) for part in name.split())
    words = spaced if len(name) < _LEAST else f"(?i:{spaced})"
    return rf"(?<!\w){words}(?!\w)"


def _in(message: str) -> Iterator[str]:
    """Names by the marks that mail programs and manners put around them."""
    for found in _BESIDE_AN_ADDRESS.finditer(message):
        yield found["quoted"] or _ending(found["plain"])
    for found in _HEAD.finditer(message):
        for person in re.split(r"[;<>\[\]]", found["people"]):
            yield _whole(person.strip(" \t\"',"))
    for found in _BEFORE_A_QUOTE.finditer(message):
        yield _ending(found["before"]) if found["before"] else _beginning(found["behind"])
    for found in _CLOSING.finditer(message):
        yield _whole(found["name"].strip(" \t\r.!。"))
    for found in _INTRODUCED.finditer(message):
        yield _beginning(found["name"])
    for found in _INTRODUCED_WIDE.finditer(message):
        yield found["name"]


def _by_address(email: str) -> Iterator[str]:
    """`ann.lee@` tells both names; one word may be anything."""
    local = email.rpartition("@")[0]
    parts = [part for part in re.split(r"[._-]", local) if part.isalpha() and len(part) >= _LEAST]
    if len(parts) > 1 and not is_role(local):
        yield from (part for part in parts if part.casefold() not in ROLES)


def _with_parts(name: str) -> Iterator[str]:
    words = [word.strip(" .,'’\"-") for word in re.split(r"[\s,]+", name)]
    words = [word for word in words if word and word.casefold() not in _TITLES]
    if not any(map(_tells, words)):
        return
    if words[0] >= _FIRST_WIDE:
        yield "".join(words)
    # In two parts a name can be greeted by one of them; short ones are sure only together.
    if any(len(word) < _LEAST for word in words):
        yield " ".join(words)
        if "," in name:
            yield " ".join((*words[1:], words[0]))
    yield from filter(_tells, words)


def _tells(word: str) -> bool:
    """Whether the word alone is a person's: no particle, and no letter with a stop behind it."""
    if word.casefold() in _PARTICLES or not word[0].isalpha() or len(word) < 2:
        return False
    return len(word) >= _LEAST or word[0] >= _FIRST_WIDE or word[0].isupper()


def _is_capital(word: str) -> bool:
    first = word[:1]
    return first.isupper() or first >= _FIRST_WIDE or word.casefold() in _PARTICLES


def _whole(words: str) -> str:
    """The words if all of them could be a name."""
    listed = re.split(r"[\s,]+", words)
    return words if len(listed) <= _LONGEST_RUN and all(map(_is_capital, listed)) else ""


def _beginning(words: str) -> str:
    """The words up to the first that is none of a name, or to the end of the sentence."""
    return " ".join(_run(words.split()))


def _ending(words: str) -> str:
    """The last words that could be a name."""
    return " ".join(reversed([*_run(reversed(words.split()), stops=False)]))


def _run(words: Iterable[str], *, stops: bool = True) -> Iterator[str]:
    for word in words:
        if not _is_capital(word):
            return
        yield word.rstrip(".") if len(word) > _LEAST else word
        if stops and word.endswith(".") and len(word) > _LEAST:
            return
