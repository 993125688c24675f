"""Sums of money as people write them: `£8,500`, `15-20 tys. PLN`, `half a million dollars`, 百五十万円."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain
from typing import Final

from leadwright.domain.sieve import Sieve
from leadwright.features.understanding.entities.calendar_words import MONTH
from leadwright.features.understanding.entities.numerals import (
    GROWN_NUMBER,
    KANJI_NUMBER,
    MAGNITUDE,
    NUMBER,
    SPELLED,
    SPELLED_MAGNITUDE,
    factor,
    parse_number,
)

_CURRENCIES: Final = (
    ("EUR", r"€|euros?|eur|balles|pavos"),
    ("GBP", r"£|gbp|pounds?(?: sterling)?|quid"),
    ("CHF", r"chf|sfr\.?|\bfr\.|franken|swiss francs?|francs? suisses?"),
    ("CAD", r"ca\$|c\$|cad|canadian dollars?"),
    ("AUD", r"au\$|a\$|aud|australian dollars?"),
    ("MXN", r"mxn|mx\$|pesos mexicanos"),
    ("USD", r"us\$|usd|u\.s\. dollars?|us dollars?|dólares|dollari"),
    ("PLN", r"zł|zl\b|pln|złot(?:ych|e|y)|zlot(?:ych|e|y)"),
    ("JPY", r"¥|円|jpy|yen"),
    ("SEK", r"sek"),
    ("NOK", r"nok"),
    ("DKK", r"dkk"),
    ("CZK", r"czk|kč"),
    ("INR", r"₹|inr|rupees"),
    ("BRL", r"r\$|brl|reais"),
    ("$", r"\$|dollars?|bucks"),
    ("peso", r"pesos?"),
)
# Several countries write the same sign or word.
_LOCAL: Final = {
    "$": {"CA": "CAD", "AU": "AUD", "NZ": "NZD", "SG": "SGD", "MX": "MXN"},
    "peso": {"MX": "MXN", "AR": "ARS", "CL": "CLP", "CO": "COP"},
}
_ELSEWHERE: Final = {"$": "USD", "peso": None}
SHARED: Final = frozenset(_LOCAL)
_CURRENCY: Final = "(?:" + "|".join(p for _, p in _CURRENCIES) + r")(?![a-z])"
_JOIN: Final = r"(?:-|–|—|~|to|and|or|bis|und|à|a|et|y|e|tot|en|do|i|〜|から)"
_MONEY: Final = re.compile(
    rf"(?P<c1>{_CURRENCY})?\s?"
    rf"(?:(?P<low>{NUMBER})\s?(?P<m1>{MAGNITUDE})?\s?(?P<c2>{_CURRENCY})?\s?{_JOIN}\s?(?:i|de|los|les"
    rf"|os)?\s?(?P<c3>{_CURRENCY})?\s?)?"
    rf"(?P<high>{NUMBER})(?:[,.][-–])?\s?(?P<m2>{MAGNITUDE})?"
    rf"(?:\s?(?:d[ei]\s|d')?(?P<c4>{_CURRENCY}))?",
    re.IGNORECASE,
)
_NO_MORE: Final = r"(?P<c1>(?!))?(?P<low>(?!))?(?P<m1>(?!))?(?P<c2>(?!))?(?P<c3>(?!))?"
# In digits; "ten to twelve grand", "half a million dollars"; 百五十万円.
_SUMS: Final = (
    Sieve(_MONEY),
    Sieve(
        re.compile(
            rf"(?P<c1>(?!))?(?:(?P<low>{SPELLED})\s{_JOIN}\s)?(?P<m1>(?!))?(?P<c2>(?!))?(?P<c3>(?!))?"
            rf"(?P<high>{SPELLED})[\s-](?:of a\s)?"
            rf"(?:(?P<m2>{SPELLED_MAGNITUDE})\s(?:d[ei]\s|d')?(?P<c4>{_CURRENCY})|(?P<grand>grand)\b)",
            re.IGNORECASE,
        )
    ),
    # "duemila euro", "zweitausendfünfhundert Franken"
    Sieve(
        re.compile(
            rf"{_NO_MORE}(?P<high>{GROWN_NUMBER})\s?(?P<m2>(?!))?(?:d[ei]\s|d')?(?P<c4>{_CURRENCY})",
            re.IGNORECASE,
        )
    ),
    Sieve(re.compile(rf"{_NO_MORE}(?P<high>{KANJI_NUMBER})(?P<m2>万)?(?P<c4>円)")),
)
# A number without a currency is a sum only where nothing is counted by it ("up to 10k e-mails"):
# before a stop, a small word, a tax or a period.
_NOT_COUNTED: Final = re.compile(
    r"^\s?(?:$|[.,;:!?)\]/\n\"”»–—、。でまのがはを以程ほ(（-]|(?:"
    r"we|i|you|wir|ich|sie|nous|on|vous|a|an|per|each|every|all|and|or|but|for|if|in|is|are|was|on|ish|to|total|max|tops|maximum"
    r"|minimum|net|gross|ex|excl\w*|incl\w*|plus|only|set|available|at|so|by|as|this|next"
    r"|monthly|yearly|annually|p\.?[am]\.?|one|before|from|until|pro|im|und|oder|aber|für|netto"
    r"|brutto|inkl\w*|exkl\w*|zzgl|ohne|mit|zur|zu|insgesamt|jährlich|monatlich|maximal"
    r"|höchstens|sind|ist|wäre|wären|dafür|nicht|ausgeben|investieren|eingeplant|bis|par|pour|et"
    r"|ou|mais|ht|ttc|hors|au|environ|à|de|sur|mensuels?|annuels?|dépenser|investir|al|por|para"
    r"|y|o|pero|más|sin|con|iva|como|anual\w*|mensual\w*|gastar|all'anno|ogni|e|ma|più|senza"
    r"|tutto|annui|mensili|da|di|spendere|investire|mas|mais|sem|com|ao|mensais|anuais|no|en|of"
    r"|maar|voor|btw|te|jaarlijks|maandelijks|uitgeven|besteden|investeren|i|lub|ale|na|rocznie"
    r"|miesięcznie|bez|z|do|wydać"
    r")\b)",
    re.IGNORECASE,
)


# "P-0917" is a paper.
_CODE: Final = re.compile(r"\b[^\W\d_]{1,4}-$")
# "31. Januar" is a day.
_MONTH_AFTER: Final = re.compile(rf"^\.?\s?(?:de\s|of\s)?{MONTH}", re.IGNORECASE)


@dataclass(frozen=True)
class Sum:
    """One sum in a text. `currency` may be a sign that `in_country` settles."""

    low: float | None
    high: float
    currency: str | None
    has_magnitude: bool
    start: int
    end: int


def sums(text: str, low: str) -> list[Sum]:
    """All sums of a text. `low`: the same, `lowered`."""
    found = []
    for match in chain.from_iterable(sieve.finditer(text, low) for sieve in _SUMS):
        start = match.start() + len(match[0]) - len(match[0].lstrip())
        before = text[max(0, start - 1) : start]
        symbol = next((match[c] for c in ("c4", "c3", "c2", "c1") if match[c]), None)
        if (
            before
            and not match["c1"]
            and (_is_latin(before) or before in "#./:" or _CODE.search(text[:start]))
        ):
            continue
        after = text[match.end() :]
        if symbol is None and (not _NOT_COUNTED.match(after) or _MONTH_AFTER.match(after)):
            continue
        found.append(_sum(match, symbol, start))
    return found


def in_country(shared: str, countries: Iterable[str]) -> str | None:
    """The currency meant by a shared sign: "$" and "pesos" are those of the sender's country."""
    local = (_LOCAL[shared].get(country) for country in countries)
    return next((code for code in local if code), _ELSEWHERE[shared])


def _is_latin(character: str) -> bool:
    """Letters that glue a number to a word ("K200"); Japanese needs no space before one."""
    return character.isalnum() and character < "\u3000"


def _sum(match: re.Match[str], symbol: str | None, start: int) -> Sum:
    magnitude = match["m2"] or match.groupdict().get("grand")
    high_factor = factor(magnitude)
    high = parse_number(match["high"]) * high_factor
    low = None
    if match["low"]:
        raw = parse_number(match["low"])
        # "5 to 10k": a small first number shares the magnitude of the second
        shares = not match["m1"] and raw < parse_number(match["high"])
        low = raw * (high_factor if shares else factor(match["m1"]))
    return Sum(
        low=low if low is not None and low < high else None,
        high=high,
        # ten thousands are counted so in one country only
        currency=_currency(symbol) or ("JPY" if match["m2"] == "万" else None),
        has_magnitude=bool(magnitude),
        start=start,
        end=match.end(),
    )


def _currency(symbol: str | None) -> str | None:
    if symbol is None:
        return None
    word = symbol.strip().lower()
    return next((c for c, p in _CURRENCIES if re.fullmatch(p, word, re.IGNORECASE)), None)
