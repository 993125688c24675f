"""The money the sender can spend. Prices of others, invoices, revenues and offers to us do not count."""

import re
from dataclasses import dataclass
from typing import Final

from leadwright.domain.reading import Budget
from leadwright.features.understanding.numerals import MAGNITUDE, NUMBER, factor, parse_number
from leadwright.features.understanding.spans import Sentence, sentences

_CURRENCIES: Final = (
    ("EUR", r"€|euros?|eur"),
    ("GBP", r"£|gbp|pounds?(?: sterling)?|quid"),
    ("CHF", r"chf|sfr\.?|franken|swiss francs?|francs? suisses?|fr\.(?=\s?\d)"),
    ("CAD", r"ca\$|c\$|cad"),
    ("AUD", r"au\$|a\$|aud"),
    ("USD", r"us\$|\$|usd|u\.s\. dollars?|us dollars?|dollars?|dólares|dollari"),
    ("PLN", r"zł|pln|złotych|zloty"),
    ("JPY", r"¥|円|jpy|yen"),
    ("SEK", r"sek"),
    ("NOK", r"nok"),
    ("DKK", r"dkk"),
    ("CZK", r"czk|kč"),
    ("INR", r"₹|inr|rupees"),
    ("BRL", r"r\$|brl|reais"),
)
_CURRENCY: Final = "(?:" + "|".join(p for _, p in _CURRENCIES) + r")(?![a-z])"
_JOIN: Final = r"(?:-|–|—|~|to|and|or|bis|und|à|a|et|y|e|tot|en|do|i|〜|から)"
_MONEY: Final = re.compile(
    rf"(?P<c1>{_CURRENCY})?\s?"
    rf"(?:(?P<low>{NUMBER})\s?(?P<m1>{MAGNITUDE})?\s?(?P<c2>{_CURRENCY})?\s?{_JOIN}\s?(?P<c3>{_CURRENCY})?\s?)?"
    rf"(?P<high>{NUMBER})\s?(?P<m2>{MAGNITUDE})?(?:\s?(?:de\s)?(?P<c4>{_CURRENCY}))?",
    re.IGNORECASE,
)
_OWN: Final = re.compile(
    r"budget(?!s? (?:version|airline|option))|presupuesto|orçamento|begroting|budżet|予算|"
    r"(?:can|could|will|willing to|happy to|able to|want to|plan to|like to) (?:spend|invest"
    r"|pay|afford)|"
    r"afford|set aside|earmarked|allocated|go (?:above|over|beyond|higher)|pay up to"
    r"|our (?:limit|ceiling|cap)"
    r"|we(?:'ve| have)(?: got)? (?:about|around|roughly|approx|up to|some|a max)?|"
    r"\b(?:max(?:imum)?|no more than|not more than|at most|up to)\b|funding of|grant of|approved|"
    r"ausgeben|zur verfügung|höchstens|maximal|bis zu|freigegeben|genehmigt|eingeplant|investieren|"
    r"wir haben (?:im|pro|etwa|rund|ca|circa|ungefähr|maximal)?|mittel von|obergrenze|"
    r"enveloppe|disposons|dépenser|jusqu'à|au maximum|maximum|débloqué|prévu|consacrer|on a |"
    r"disponemos|gastar|como máximo|máximo|hasta|tenemos|aprobado|liberad|invertir|"
    r"abbiamo|spendere|fino a|massimo|stanziat|temos|gastar|até|no máximo|uitgeven|maximaal|"
    r"we hebben|mamy|wydać|maksymalnie|do wydania",
    re.IGNORECASE,
)
_FOREIGN: Final = re.compile(
    r"you (?:charged?|list|ask|offer|bill)|your (?:price|fee|rate|plan|quote|offer|invoice"
    r"|basic)|competitors?|"
    r"currently pay|we(?: already)? pay|paying|charged|invoice|billed|refund|revenue|turnover"
    r"|raised|salary|"
    r"day rate|my rate|fees? (?:is|of|are)|costs? (?:is|are|us)|(?:starts?|starting"
    r"|starting at|packages?|prices?)"
    r"|for only|just \$|per hour|an hour|/ ?h(?:our)?\b|only \d|loans?|claims?|worth"
    r"|bought for|damage|"
    r"ihre?r? preis|wettbewerb|mitbewerb|rechnung|abgebucht|umsatz|wir zahlen"
    r"|zahlen (?:derzeit|aktuell)|kostet"
    r"|kredit|pro stunde|die stunde|paket|honorar|"
    r"votre (?:prix|tarif|offre)|concurrent|facture|prélev|chiffre d'affaires|nous payons"
    r"|on paie|coûte|prêt|"
    r"de l'heure|su (?:precio|tarifa|oferta)|competencia|factura|cobrado|facturación|pagamos"
    r"|cuesta|préstamo|"
    r"la hora|paquete|costa |betalen we|wij betalen|płacimy|"
    r"win |earn|verdien|gagne|gana |prize|lottery|gift card|bitcoin|crypto|inherit",
    re.IGNORECASE,
)
_PERIODS: Final = (
    (
        "month",
        (
            r"(?:per|a|each|every|/)\s?(?:month|mo\b|monat)|monthly|p\.?m\.?\b|im monat|pro monat"
            r"|monatlich"
            r"|par mois|mensuel|al mes|por mes|mensual|por mês|mensais|al mese|per maand|miesięcznie"
            r"|月額|毎月"
        ),
    ),
    (
        "year",
        (
            r"(?:per|a|each|every|/)\s?(?:year|yr\b|annum|jahr)|yearly|annual(?:ly)?|p\.?a\.?\b"
            r"|im jahr|pro jahr"
            r"|jährlich|jahresbudget|par an\b|annuel|al año|por año|anual|por ano|all'anno|l'anno"
            r"|per jaar|jaarlijks"
            r"|rocznie|年間|年額"
        ),
    ),
    ("once", r"one[- ]off|one[- ]time|einmalig|in total|insgesamt|au total|en total|una tantum"),
)
_PERIOD_PATTERNS: Final = tuple((n, re.compile(p, re.IGNORECASE)) for n, p in _PERIODS)
_FROM_UP: Final = re.compile(
    r"(?:at least|min(?:imum|destens)?|more than|over|au moins|al menos|almeno|od)\s*$",
    re.IGNORECASE,
)
_COUNTED: Final = re.compile(
    r"^\s?(?:%|percent|prozent|people|users?|seats?|employees|mitarbeiter|personen|leute"
    r"|nutzer|lizenzen"
    r"|licen|personnes|utilisateurs|personas|usuarios|units?|pieces|stück|stk|pcs|pièces"
    r"|piezas|weeks?|days?"
    r"|months?|years?|hours?|minutes?|wochen|tage|monate|jahre|kg|km|ml?\b|mm|cm|gb|tons?"
    r"|tonnes|名|人|個|台)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class _Sum:
    low: float | None
    high: float
    currency: str | None
    has_magnitude: bool
    start: int
    end: int


def find_budget(text: str) -> Budget | None:
    """The sender's budget: the clearest sum in a sentence that speaks of what they can spend."""
    best: tuple[int, Budget] | None = None
    for sentence in sentences(text):
        for money in _sums(sentence.text):
            strength = _strength(sentence, money)
            if strength > 0 and (best is None or strength > best[0]):
                best = (strength, _budget(sentence.text, money))
    return best[1] if best else None


def _sums(text: str) -> list[_Sum]:
    found = []
    for match in _MONEY.finditer(text):
        start = match.start() + len(match[0]) - len(match[0].lstrip())
        before = text[max(0, start - 1) : start]
        symbol = next((match[c] for c in ("c4", "c3", "c2", "c1") if match[c]), None)
        if before and not match["c1"] and (_is_latin(before) or before in "#./:"):
            continue
        if symbol is None and _COUNTED.match(text[match.end() :]):
            continue
        found.append(_sum(match, symbol, start))
    return found


def _is_latin(character: str) -> bool:
    """Letters that glue a number to a word ("K200"); Japanese needs no space before one."""
    return character.isalnum() and character < "\u3000"


def _sum(match: re.Match[str], symbol: str | None, start: int) -> _Sum:
    high_factor = factor(match["m2"])
    high = parse_number(match["high"]) * high_factor
    low = None
    if match["low"]:
        raw = parse_number(match["low"])
        # "5 to 10k": a small first number shares the magnitude of the second
        shares = not match["m1"] and raw < parse_number(match["high"])
        low = raw * (high_factor if shares else factor(match["m1"]))
    return _Sum(
        low=low if low is not None and low < high else None,
        high=high,
        currency=_currency(symbol),
        has_magnitude=bool(match["m2"]),
        start=start,
        end=match.end(),
    )


def _currency(symbol: str | None) -> str | None:
    if symbol is None:
        return None
    word = symbol.strip().lower()
    return next((c for c, p in _CURRENCIES if re.fullmatch(p, word, re.IGNORECASE)), None)


def _strength(sentence: Sentence, money: _Sum) -> int:
    """How surely the sum is the sender's own to spend; 0 is not at all."""
    if money.high < 10:
        return 0
    clause = _clause(sentence.text, money)
    named = re.search(
        r"budget|presupuesto|orçamento|begroting|budżet|予算|enveloppe", clause, re.IGNORECASE
    )
    own = named or _OWN.search(clause)
    if not own or (not named and _FOREIGN.search(sentence.text)):
        return 0
    if money.currency:
        return 3 if named else 2
    # a bare number is money only next to the word budget, or with a magnitude ("20k"), or a period
    bare_ok = money.has_magnitude or _period(sentence.text, money) is not None
    looks_like_year = 1990 <= money.high <= 2100 and not money.has_magnitude
    if named and (bare_ok or money.high >= 500) and not looks_like_year:
        return 2
    return 1 if bare_ok and not looks_like_year else 0


def _clause(text: str, money: _Sum) -> str:
    return text[max(0, money.start - 70) : money.end + 50]


def _budget(text: str, money: _Sum) -> Budget:
    floor = _FROM_UP.search(text[: money.start])
    return Budget(
        amount=money.high,
        amount_min=money.low if money.low is not None else (money.high if floor else None),
        currency=money.currency,
        period=_period(text, money),
    )


def _period(text: str, money: _Sum) -> str | None:
    """The period said nearest after the sum, or in the words shortly before it."""
    after, before = text[money.end : money.end + 30], text[max(0, money.start - 45) : money.start]
    for stretch in (after, before):
        for name, pattern in _PERIOD_PATTERNS:
            if pattern.search(stretch):
                return name
    return None
