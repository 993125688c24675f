"""Names in a model's reply that nobody told it: firms, products, standards.

A name tells itself by its capitals: `SAP` and `HubSpot` everywhere, `Siemens` within a sentence where nouns
are written small; what begins a sentence by what it does to us (`chosen_by`). Kana are found by no rule.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from typing import Final

from leadwright.features.replies.validation import chosen_by, claims, dates, names
from leadwright.features.replies.validation.claims import Ground
from leadwright.features.replies.validation.problems import Problem, ProblemKind

# Scripts with capitals; kana and kanji may touch them.
_LETTERS: Final = r"[0-9A-Za-z\u00c0-\u024f\u0370-\u052f\u1e00-\u1fff]+"
_TOKEN: Final = re.compile(rf"{_LETTERS}(?:[&+/.'’-]{_LETTERS})*")
_PIECE: Final = re.compile(_LETTERS)
# Where the next word is written large whatever it is.
_BEGINS: Final = re.compile(
    r"(?:^|[.!?…:;。！？\n\r•·–—“”„\"«»‹›()\[\]¿¡]|(?:^|\n)\s*[-*]|(?:^|\n)[^\n,]{1,60},)\s*$"
)
_SHORTEST_STEM: Final = 4
_LONGEST_ENDING: Final = 3
_CAPITALS_OF_NOUNS: Final = "de"
# Who named one has named the other.
_SAME: Final = tuple(
    frozenset(names.split()) for names in ("ios iphone ipad", "microsoft outlook office")
)
# Italian politeness writes the pronoun large within its verb: `richiamarLa`, `inviarLe`.
_POLITE_ENDING: Final = re.compile(r"(?<=[a-zàèéìòù]r)(?:La|Le|Vi)\b")
# Polish calls a Marek "Panie Marku", an Ewa "Pani Ewo", a Robert "Panie Robercie".
_ADDRESSED: Final = re.compile(r"\bPani?e?\s+(\w+)")
# Words of every office, which claim nothing.
_PLAIN: Final = frozenset(
    """
    ai ki ia it hr eu uk us usa ok ps am pm cet utc gmt ceo cto cfo coo cv faq pdf crm erp b2b b2c saas roi
    kpi vat tv wifi qr url id ids pin kg km gmbh ltd inc ag co sa sas srl bv
    i mr mrs ms dr english german french spanish italian portuguese dutch polish japanese european
    american british internet monsieur madame herr frau usted ustedes ud uds vd vds lei le la suo sua
    suoi sue vi voi vostra vostro vostri vostre loro senhor senhora vossa u uw nederlands engels duits
    ht ttc iva mwst btw glielo gliela glieli gliele gliene
    państwo państwa państwu państwem ty twój twoja twoje twojej twojego ci
    ciebie tobie wy was wam wasz wasza wasze waszej waszego
    """.split()
)


def found(
    text: str, subject: str, ground: Ground, products: Sequence[str], language: str
) -> Iterator[Problem]:
    """Each name once. What the lead wrote, the fact sheet and our own products may be named."""
    told = _PLAIN.union(
        names.TITLES,
        names.HONORIFICS,
        *map(_pieces, (ground.lead.text, ground.facts.text, *products)),
    )
    told = told.union(*(same for same in _SAME if same & told))
    heads = {piece[:2] for piece in _pieces(ground.lead.text)}
    code = language.partition("-")[0].casefold()
    words = claims.without_addresses(text)
    if code == "it":
        words = _POLITE_ENDING.sub("", words)
    if code == "pl":
        words = _ADDRESSED.sub(lambda it: "" if it[1][:2].casefold() in heads else it[0], words)
    named = [*_shouted(claims.without_addresses(subject)), *_shouted(words)]
    if code != _CAPITALS_OF_NOUNS:
        named += _within(words)
    named += chosen_by.names(words, (*products, *ground.own_names))
    bent = _bent(told)
    for name in dict.fromkeys(named):
        is_told = all(_is_told(piece, told, bent) for piece in _pieces(name))
        if not is_told and not dates.named_anywhere(name):
            yield Problem(ProblemKind.NAME, name[:80])


def _is_told(piece: str, told: Collection[str], bent: Collection[str]) -> bool:
    """Languages put endings on a name, or change its last letter: Plannera, Plannerem, Aurorę."""
    if piece in told:
        return True
    stems = [piece[:-cut] for cut in range(1, _LONGEST_ENDING + 1)]
    return any(len(stem) >= _SHORTEST_STEM and stem in told for stem in stems) or stems[0] in bent


def _bent(told: Collection[str]) -> frozenset[str]:
    """What is told without its last vowel, where another may take its place."""
    return frozenset(
        word[:-1] for word in told if len(word) > _SHORTEST_STEM and word[-1] in "aeioy"
    )


def _shouted(text: str) -> Iterator[str]:
    """Words with a capital behind their first letter."""
    for token in _TOKEN.finditer(text):
        if any(_has_inner_capital(piece) for piece in _PIECE.findall(token.group())):
            yield token.group()


def _has_inner_capital(piece: str) -> bool:
    return any(sign.isupper() for sign in piece[1:])


def _within(text: str) -> Iterator[str]:
    """Words with a first capital that begin no sentence."""
    for token in _TOKEN.finditer(text):
        if token.group()[0].isupper() and not _BEGINS.search(
            text, max(0, token.start() - 80), token.start()
        ):
            yield token.group()


def _pieces(text: str) -> set[str]:
    """Its words without their endings of possession: `Planner's` is the planner."""
    return {piece.casefold() for piece in _PIECE.findall(text)} - {
        "s",
        "d",
        "l",
        "m",
        "ll",
        "ve",
        "re",
    }
