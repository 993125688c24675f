"""Numbers, identifiers and money as people read them. Bars are per cents: no inline style."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from typing import Final, Literal

from babel import Locale, UnknownLocaleError

from leadwright.domain.reading import Budget

_RIGHT_TO_LEFT: Final = frozenset({"ar", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})


def budget_words(budget: Budget) -> str:
    """12,000 EUR a year; 8,000 to 12,000 EUR."""
    amount = thousands(budget.amount)
    if budget.amount_min is not None and budget.amount_min != budget.amount:
        amount = f"{thousands(budget.amount_min)} to {amount}"
    period = {"month": "a month", "year": "a year", "once": "once"}.get(budget.period or "", "")
    return " ".join(part for part in (amount, budget.currency, period) if part)


def language_name(tag: str | None) -> str:
    """English for `en`; nothing for a language we do not know."""
    if not tag or tag == "und":
        return ""
    try:
        return Locale.parse(tag, sep="-").get_language_name("en") or ""
    except (UnknownLocaleError, ValueError):
        return ""


def direction(text: str, tag: str | None = "") -> Literal["ltr", "rtl"]:
    """The way a text runs: its language's where we know that, else that of most of its letters.

    A browser goes by the first letter: an English subject that begins with a Hebrew name would run backwards.
    """
    if tag and tag != "und":
        return "rtl" if tag.partition("-")[0].lower() in _RIGHT_TO_LEFT else "ltr"
    ways = Counter(unicodedata.bidirectional(letter) for letter in text)
    return "rtl" if ways["R"] + ways["AL"] > ways["L"] else "ltr"


def said(identifier: str) -> str:
    """Demo request for `demo_request`."""
    return identifier.replace("_", " ").capitalize()


def begun(words: str) -> str:
    """With a capital at the start and the rest as it is."""
    return words[:1].upper() + words[1:]


def sentences(reason: str, remedy: str) -> str:
    """Reason and remedy; a reason may be an identifier: "Too long. Use 200 characters at most."."""
    why = said(reason) if re.fullmatch(r"[a-z]+(_[a-z]+)*", reason) else begun(reason)
    parts = [part for part in (why, begun(remedy)) if part]
    return " ".join(part if part.endswith((".", "!", "?", "…")) else f"{part}." for part in parts)


def percent(share: float) -> str:
    """A share of the drawing's width."""
    return f"{share * 100:.2f}%"


def thousands(value: float) -> str:
    """Rounded half up, like the browser does, with thousands set apart."""
    return f"{int(value + 0.5):,}"


def tenths(value: float) -> str:
    """One decimal, and none where it would be a zero."""
    return f"{value:,.1f}".removesuffix(".0")


def milliseconds(value: float) -> str:
    """Whole ones; less than half of one is not none."""
    return "< 1 ms" if 0 < value < 0.5 else f"{thousands(value)} ms"


def exact(value: float, least: int = 2) -> str:
    """12.00, 4.548: so many decimals or more, so that what is shown sums."""
    head, _, tail = f"{value:.4f}".partition(".")
    return f"{head}.{tail[:least]}{tail[least:].rstrip('0')}"


def signed(value: float, least: int = 2) -> str:
    """The same with its sign, a minus as wide as the plus."""
    return ("−" if value < 0 else "+") + exact(abs(value), least)


def decimals(values: Iterable[float]) -> int:
    """How many decimals a column needs so that its points stand below each other."""
    return max((len(exact(value).partition(".")[2]) for value in values), default=2)
