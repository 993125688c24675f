"""The money the sender can spend. Prices of others, invoices, revenues and offers to us do not count."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain
from typing import Final

from leadwright.domain.reading import Budget
from leadwright.features.understanding.numerals import (
    KANJI_NUMBER,
    MAGNITUDE,
    NUMBER,
    SPELLED,
    SPELLED_MAGNITUDE,
    factor,
    parse_number,
)
from leadwright.features.understanding.sieve import Sieve, lowered
from leadwright.features.understanding.spans import narrow, sentences

_CURRENCIES: Final = (
    ("EUR", r"€|euros?|eur"),
    ("GBP", r"£|gbp|pounds?(?: sterling)?|quid"),
    ("CHF", r"chf|sfr\.?|\bfr\.|franken|swiss francs?|francs? suisses?"),
    ("CAD", r"ca\$|c\$|cad|canadian dollars?"),
    ("AUD", r"au\$|a\$|aud|australian dollars?"),
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
    rf"(?:(?P<low>{NUMBER})\s?(?P<m1>{MAGNITUDE})?\s?(?P<c2>{_CURRENCY})?\s?{_JOIN}\s?(?:i|de|los|les"
    rf"|os)?\s?(?P<c3>{_CURRENCY})?\s?)?"
    rf"(?P<high>{NUMBER})(?:[,.][-–])?\s?(?P<m2>{MAGNITUDE})?"
    rf"(?:\s?(?:d[ei]\s|d')?(?P<c4>{_CURRENCY}))?",
    re.IGNORECASE,
)
_NO_MORE: Final = r"(?P<c1>(?!))?(?P<low>(?!))?(?P<m1>(?!))?(?P<c2>(?!))?(?P<c3>(?!))?"
# In digits; "half a million dollars"; 百五十万円.
_SUMS: Final = (
    Sieve(_MONEY),
    Sieve(
        re.compile(
            rf"{_NO_MORE}(?P<high>{SPELLED})[\s-](?P<m2>{SPELLED_MAGNITUDE})\s(?:d[ei]\s|d')?(?P<c4>{_CURRENCY})",
            re.IGNORECASE,
        )
    ),
    Sieve(re.compile(rf"{_NO_MORE}(?P<high>{KANJI_NUMBER})(?P<m2>万)?(?P<c4>円)")),
)
# What the sender can spend, wherever it stands beside the sum.
_NAMED: Final = Sieve(
    re.compile(
        r"budget(?!s? (?:version|airline|option))|presupuesto(?! (?:para|de (?!\d[\d.,]* ?(?:€|eur|mil))))"
        r"|orçamento|begroting|budżet|予算|enveloppe",
        re.IGNORECASE,
    )
)
_OWN: Final = Sieve(
    re.compile(
        r"(?:can(?:'t)?|could|will|willing to|happy to|able to|want to|plan to|like to) (?:only )?(?:spend"
        r"|invest|pay|afford)|stretch to|capped at|live with|ceiling of|limit of|the purse|anything (?:under"
        r"|below|up to)"
        r"|afford|set aside|earmarked|allocated|signed off|go (?:above|over|beyond|higher)|pay up to"
        r"|(?:comes?|came) in (?:at )?(?:under|below)|(?:is|it's|lands?) (?:under|below)|sign(?:ing)? off"
        r"|(?:bleibt|liegt) (?:es )?unter|reste (?:sous|en dessous)|por debajo de|resta sotto|abaixo de"
        r"|onder de|poniżej"
        r"|in mind|stays? under|ring-fenced|reserved|released|available|in the pot|our (?:limit|ceiling|cap)"
        r"|limit is|ceiling is|(?:purse|pot|envelope|funding) of|could (?:justify|manage|do)"
        r"|grant (?:of|covers)|approved"
        r"|\b(?:max(?:imum)?|no more than|not more than|at most|up to)\b|"
        r"ausgeben|zur verfügung|höchstens|maximal|bis zu|freigegeben|genehmigt|eingeplant|investieren"
        r"|mittel von|obergrenze|\brahmen|sind (?:nicht )?drin|bereit(?:gestellt)?\b|bewilligt|reserviert"
        r"|verabschiedet"
        r"|rechnen mit|mehr als \d[^.]{0,20}nicht|"
        r"disposons|dépenser|(?:peut|pouvons|voulons) (?:y )?(?:mettre|investir|payer|consacrer)"
        r"|jusqu'à|au maximum|maximum|débloqué|prévu"
        r"|consacrer|plafond|a voté|"
        r"disponemos|contamos con|gastar|como máximo|máximo|hasta|aprobad|liberad|reservad|invertir"
        r"|podemos pagar|(?:nuestro|el) (?:tope|límite)|destinad|"
        r"spendere|approvat|fino a|massimo|stanziat|a disposizione|tetto|possiamo pagare|"
        r"gastar|até|no máximo|verba|preço base|aprov(?:ou|ad)|liberad|\bteto\b|\b(?:o|nosso) limite\b"
        r"|podemos pagar|reservamos|"
        r"uitgeven|maximaal|begroot|vrijgegeven|klaar voor|uitgetrokken|haalbaar|te besteden|beschikbaar|"
        r"wydać|maksymalnie|do wydania|\blimit\b|przeznaczy|mieszcz|zarezerwowa|zatwierdz|do dyspozycji|"
        r"上限|(?<=[円万ど度])で(?:考え|検討|想定)|(?<=[円万])(?:以内|まで|以下)|出せ",
        re.IGNORECASE,
    )
)
# Having a sum is having it to spend only where nothing but a small word stands between.
_HAVE: Final = re.compile(
    r"(?:we(?:'ve| have)(?: got)?|i(?:'ve| have)(?: got)?|wir haben|haben wir|ich habe|on a|nous avons"
    r"|tenemos"
    r"|tengo|abbiamo|temos|we hebben|mamy(?: na to)?)"
    r"(?:\s+(?:about|around|roughly|approx\.?|some|a max of|im|pro|jahr|monat|etwa|rund|ca\.?|circa"
    r"|ungefähr|environ|à peu près|unos|unas|cerca de|circa|około|ongeveer|zo'n|a))*\s*$",
    re.IGNORECASE,
)
_FOREIGN: Final = Sieve(
    re.compile(
        r"you (?:charged?|list|ask|offer|bill)|your (?:\w+ )?(?:price|fee|rate|plan|quote|offer|invoice"
        r"|basic)|competitors?|"
        r"currently pay|we(?: already)? pay|paying|charge[sd]?\b|invoice|billed|refund|revenue|turnover"
        r"|turn over|raised|salary|lose|"
        r"day rate|my rate|fees? (?:is|of|are)|costs? (?:is|are|us|\$|£|€|\d)|(?:starts?|starting"
        r"|starting at|packages?|prices?)"
        r"|for only|just \$|per hour|an hour|/ ?h(?:our)?\b|only \d|loans?|claims?|worth|\beach\b"
        r"|bought for|damage|outstanding|"
        r"ihre?[rn]? (?:preis|angebot)|wettbewerb|mitbewerb|rechnung|abgebucht|umsatz|setzen[^.]{0,40}\bum\b"
        r"|wir zahlen|zahlen wir|angeboten|"
        r"zahlen (?:derzeit|aktuell)|kostet"
        r"|kredit|pro stunde|die stunde|paket|honorar|"
        r"votre (?:prix|tarif|offre)|concurrent|facture|prélev|chiffre d'affaires|nous payons"
        r"|on paie|coûte|prêt\b|"
        r"de l'heure|su (?:precio|tarifa|oferta)|competencia|factura|cobrado|facturación"
        r"|(?<!podemos )pagamos|ahora pagamos|cuesta|préstamo|"
        r"la hora|paquete|\bpaghiamo|fattur|costa |(?<!podemos )pagamos|faturamos|"
        r"betalen we|(?:wij|we) betalen|omzet|płacimy|przych|obrot|支払って|他社|売上|"
        r"win |earn|verdien|gagne|gana |prize|lottery|gift card|bitcoin|crypto|inherit",
        re.IGNORECASE,
    )
)
_PERIODS: Final = (
    (
        "month",
        (
            r"(?:\b(?:per|a|each|every)\s|/)\s?(?:month|mo\b|monat)|monthly|\bp\.?m\.?\b|im monat|pro monat"
            r"|monatlich"
            r"|par mois|mensuel|al mes|por mes|mensual|por mês|mensais|mensal|al mese|mensil|per maand"
            r"|maandelijks|miesięczn|月額|毎月|月々|月(?=\d|$)"
        ),
    ),
    (
        "year",
        (
            r"(?:\b(?:per|a|each|every)\s|/)\s?(?:year|yr\b|annum|jahr)|yearly|annual(?:ly)?|\bp\.?a\.?\b"
            r"|im jahr|pro jahr"
            r"|jährlich|jahresbudget|par an\b|annuel|al año|por año|anual|por ano|all'anno|l'anno"
            r"|per jaar|jaarlijks"
            r"|roczn(?:ie|y|ego)|年間|年額"
        ),
    ),
    ("once", r"one[- ]off|one[- ]time|einmalig|in total|insgesamt|au total|en total|una tantum"),
)
_PERIOD_PATTERNS: Final = tuple((n, re.compile(p, re.IGNORECASE)) for n, p in _PERIODS)
# Further words say nothing of a sum.
_FAR: Final = 100
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
    r"|tonnes|日|月|年|時|分|名|人|個|台|枚|本)",
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
    for sentence in sentences(narrow(text)):
        low = lowered(sentence.text)
        for money in _sums(sentence.text, low):
            strength = _strength(sentence.text, low, money)
            if strength > 0 and (best is None or strength > best[0]):
                best = (strength, _budget(sentence.text, money))
    return best[1] if best else None


def _sums(text: str, low: str) -> list[_Sum]:
    found = []
    for match in chain.from_iterable(sieve.finditer(text, low) for sieve in _SUMS):
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
        # ten thousands are counted so in one country only
        currency=_currency(symbol) or ("JPY" if match["m2"] == "万" else None),
        has_magnitude=bool(match["m2"]),
        start=start,
        end=match.end(),
    )


def _currency(symbol: str | None) -> str | None:
    if symbol is None:
        return None
    word = symbol.strip().lower()
    return next((c for c, p in _CURRENCIES if re.fullmatch(p, word, re.IGNORECASE)), None)


def _strength(text: str, low: str, money: _Sum) -> int:
    """How surely the sum is the sender's own to spend; 0 is not at all."""
    if money.high < 10:
        return 0
    named = _distance(_NAMED.finditer(text, low), money)
    own = min(named, _distance(_OWN.finditer(text, low), money))
    if _HAVE.search(text[: money.start]):
        own = 0
    # of "your price is 400 but our budget is 300" each sum belongs to the nearer word
    if own > _FAR or _distance(_FOREIGN.finditer(text, low), money) <= own:
        return 0
    if money.currency:
        return 3 if named <= _FAR else 2
    is_told = named <= _FAR or own == 0 or bool(_OWN.search(text[: money.start], low))
    return _strength_bare(text, money, is_named=named <= _FAR) if is_told else 0


def _strength_bare(text: str, money: _Sum, *, is_named: bool) -> int:
    """A bare number is money only next to the word budget, with a magnitude ("20k") or a period."""
    if 1990 <= money.high <= 2100 and not money.has_magnitude:
        return 0
    is_money = money.has_magnitude or _period(text, money) is not None
    if is_money:
        return 2 if is_named else 1
    return 1 if is_named and money.high >= 500 else 0


def _distance(words: Iterable[re.Match[str]], money: _Sum) -> int:
    """Characters to the nearest of the words; those that follow the sum count double."""
    gaps = [
        money.start - found.end()
        if found.end() <= money.start
        else 2 * max(found.start() - money.end, 0)
        for found in words
    ]
    return min(gaps, default=_FAR + 1)


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
