"""The money the sender can spend. Prices of others, invoices, revenues and offers to us do not count."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from leadwright.domain.reading import Budget
from leadwright.domain.sieve import Sieve, lowered, narrow
from leadwright.features.understanding.entities.money import SHARED, Sum, in_country, sums
from leadwright.features.understanding.entities.phone import countries
from leadwright.features.understanding.spans import sentences

# What the sender can spend, wherever it stands beside the sum.
_NAMED: Final = Sieve(
    re.compile(
        r"(?<!salary )(?<!wage )(?<!hiring )(?<!gehalts)(?<!personal)budget(?!s? (?:version|airline|option))"
        r"|presupuesto(?! (?:para|de (?!\d[\d.,]* ?(?:€|eur|mil))))"
        r"|spesa massima|gasto máximo|despesa máxima|dépense maximale"
        r"|orçamento|begroting|budżet|予算|enveloppe"
        r"|capital request|capex|planned investment|investitions(?:summe|volumen|mittel)"
        r"|geplante investition|investissement prévu|inversión prevista|investimento previst"
        r"|geplande investering|planowan\w+ inwestycj",
        re.IGNORECASE,
    )
)
# What only they say who have the money.
_OWN: Final = Sieve(
    re.compile(
        r"(?:can(?:'t)?|could|willing to|happy to|able to|want to|plan to|like to) (?:only )?(?:spend"
        r"|invest|pay|afford)|to spend\b|(?:not|n't) (?:exceed|go past)|stay within"
        r"|(?:is|are) what (?:we|i|the|our|my)\b(?![^.]{0,30}\b(?:pay|paid|pays|cost|charge))"
        r"|stretch to|capped (?:us )?at|live with|ceiling of|the purse|put aside|set aside"
        r"|earmarked|ring-fenced"
        r"|hop(?:e|ing) to (?:keep|stay|spend)|allocated|signed? off|signing off"
        r"|go (?:above|over|beyond|higher)|pay up to|(?:comes?|came) in (?:at )?(?:under|below)"
        r"|in mind|in the pot|our (?:limit|ceiling|cap)|limit is|ceiling is"
        r"|(?:purse|pot|envelope|funding) of|could (?:justify|manage|do)"
        r"|(?:board|boss|committee|management|partners|council|trustees|director|head office|we)"
        r" (?:has |have |had )?(?:approved|released|reserved)|"
        r"ausgeben|freigegeben|eingeplant|mittel von|obergrenze|\brahmen|bewilligt"
        r"|sind (?:[^\W\d]+ ){0,3}(?:nicht )?drin"
        r"|verabschiedet|im haushalt|haushaltsmittel|eingestellt|überschreiten"
        r"|aufwenden|aufbringen|leisten|rechnen mit"
        r"|mehr als \d[^.]{0,20}nicht|"
        r"disposons|dépenser|(?:peut|pouvons|voulons) (?:y )?(?:mettre|investir|payer|consacrer)|prévu"
        r"|consacrer|plafond|a voté|\bvotée?s?\b|allouée?s?|accordée?s?|dépasser|"
        r"disponemos|contamos con|manejamos|barajamos"
        r"|gasta(?:r|mos)|no queremos pasar de|superar|exceder|podemos pagar"
        r"|(?:nuestro|el) (?:tope|límite)|destinad|consignad|partida de|dotación|"
        r"spendere|superare|stanziat|a disposizione|tetto|possiamo pagare|"
        r"ultrapassar|\bverba\b|\bteto\b|\b(?:o|nosso) limite\b|reservamos|dotação|cabimentad|"
        r"uitgeven|kwijt|voor over\b|vrijgemaakt|overschrijden|begroot|vrijgegeven|uitgetrokken|te besteden|"
        r"wydać|przekrocz|odłożon|do wydania|przeznaczy|mieszcz|zarezerwowa|"
        # the sender's own masters
        r"(?:geschäftsführung|vorstand|gesellschafter|leitung) (?:hat|haben)|(?:direction|comité|conseil) a\b"
        r"|(?:dirección|junta|consejo|gerencia) ha\b|(?:direzione|consiglio|proprietà|cda) ha\b"
        r"|(?:diretoria|direção|administração) (?:aprov|liber|reserv)ou|(?:directie|bestuur) heeft"
        r"|(?:zarząd|dyrekcja) (?:przezn|zatw|przyzn)\w+|"
        r"上限|(?<=[円万ど度])で(?:考え|検討|想定)|(?<=[円万])の範囲|(?<=[円万])(?:以内|以下)|出せ",
        re.IGNORECASE,
    )
)
# What limits a sum, though sellers say it too ("up to 150,000 within 24 hours").
_LIMIT: Final = Sieve(
    re.compile(
        r"\b(?:max(?:imum)?|no more than|not more than|at most|up to|tops)\b|limit of"
        r"|grant (?:of|covers)|approved|released"
        r"|anything (?:under|below|up to|over|above|beyond|past|more than|north of)"
        r"|will (?:only )?(?:spend|invest|pay|afford)|afford|reserved"
        r"|available"
        r"|(?:is|it's|lands?|stays?) (?:under|below)|"
        r"zur verfügung|höchstens|maximal|bis zu|genehmigt|investieren|bereit(?:gestellt)?\b|reserviert"
        r"|(?:bleibt|liegt) (?:es )?unter|"
        r"jusqu'à|au maximum|maximum|débloqué|reste (?:sous|en dessous)|"
        r"como máximo|máximo|hasta|aprobad|liberad|reservad|invertir|por debajo de|"
        r"approvat|fino a|massimo|resta sotto|"
        r"gastar|até|no máximo|preço base|aprov(?:ou|ad)|abaixo de|"
        r"maximaal|hooguit|klaar voor|haalbaar|beschikbaar|onder de|"
        r"maksymalnie|\bgóra\b|\blimit\b|zatwierdz|do dyspozycji|poniżej|(?<=[円万])まで",
        re.IGNORECASE,
    )
)
# Having a sum is having it to spend only where nothing but a small word stands between.
_HAVE: Final = re.compile(
    r"\b(?:(?:we|i)(?:'ve| have|'d have| only have| just have)(?: only| just)?(?: got)?"
    r"|(?:wir|ich) h[aä](?:be|ben|tten?)|h[aä](?:be|ben|tten?) (?:wir|ich)|(?:und|,) hätten"
    r"|on a(?:urait)?|nous av(?:ons|ions)|nous aurions"
    r"|tenemos"
    r"|tengo|tendríamos|hay|abbiamo|avremmo|temos|teríamos|we hebben|mamy(?: na to)?)"
    r"(?:\s+(?:about|around|roughly|approx\.?|some|a max of|im|pro|jahr|monat|etwa|rund|ca\.?|circa"
    r"|ungefähr|environ|à peu près|unos|unas|cerca de|circa|około|ongeveer|zo'n|a|between|zwischen"
    r"|entre|tra|fra|tussen|między|jakieś|er|dafür|daarvoor|para ello|per questo|pour ça))*\s*$",
    re.IGNORECASE,
)
_FOREIGN: Final = Sieve(
    re.compile(
        r"you (?:charged?|list|ask|offer|bill)"
        r"|your (?:\w+ )?(?:price|fee|rate|plan|quote|offer|invoice"
        r"|basic)|competitors?|"
        r"currently pay|we(?: already)? pay|paying|charge[sd]?\b|wants? (?=[$€£\d])|invoice|billed"
        r"|refund|revenue"
        r"|turnover"
        r"|turn over|raised|salary|lose|"
        r"day rate|my rate|fees? (?:is|of|are)|costs? (?:is|are|us|\$|£|€|\d)"
        r"|start(?:s|ing)? (?:at|from)"
        r"|packages?|prices?|debt|owed?\b|salar|\bwages?\b|\brent\b|ad spend|insurer|penalty"
        r"|schaden|schulden|rückstand|gehalt|\bmiete|versicherung|salaire|loyer|dette|\bprime\b"
        r"|sueldo|alquiler|deuda|stipendi|affitto|bolletta|cachet|canone|salário|aluguel|dívida"
        r"|salaris|\bhuur\b|schuld|wynagrodz|czynsz|dług"
        r"|for only|just \$|per hour|an hour|/ ?h(?:our)?\b|only \d|loans?|claims?|worth|\beach\b"
        r"|bought for|damage|outstanding|"
        r"ihre?[rn]? (?:preis|angebot)|wettbewerb|mitbewerb|rechnung|abgebucht|umsatz"
        r"|setzen[^.]{0,40}\bum\b"
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
            r"(?:\b(?:per|a|each|every)\s|/)\s?(?:month|mo\b|monat)|monthly|\bp\.?m\.?\b|im monat"
            r"|pro monat"
            r"|monatlich"
            r"|par mois|mensuel|al mes|por mes|mensual|por mês|mensais|mensal|al mese|mensil"
            r"|per maand"
            r"|maandelijks|miesięczn|月額|毎月|月々|月(?=\d|$)"
        ),
    ),
    (
        "year",
        (
            r"(?:\b(?:per|a|each|every)\s|/)\s?(?:year|yr\b|annum|jahr)|yearly|annual(?:ly)?"
            r"|\bp\.?a\.?\b"
            r"|im jahr|pro jahr"
            r"|jährlich|jahresbudget|par an\b|annuel|al año|por año|anual|por ano|all'anno|l'anno"
            r"|per jaar|jaarlijks"
            # "for the whole year"
            r"|(?:whole|entire|ganze|hele) (?:year|jahr|jaar)|toute l['’]année|todo el año|tutto l['’]anno"
            r"|(?:todo o ano|o ano (?:todo|inteiro))|cały rok"
            r"|roczn(?:ie|y|ego)|na rok|年間|年額"
        ),
    ),
    ("once", r"one[- ]off|one[- ]time|einmalig|in total|insgesamt|au total|en total|una tantum"),
)
_PERIOD_PATTERNS: Final = tuple((n, re.compile(p, re.IGNORECASE)) for n, p in _PERIODS)
# "300 euros a night", "the 49 dollar plan": what a thing costs, not what somebody has.
_UNIT_PRICE: Final = re.compile(
    r"^\s?(?:an?\s(?:night|day|hour|person|head|seat|user|piece|ticket|page|testa|persona|notte)\b"
    r"|(?:per|pro|par|por|je)\s(?!(?:month|mo\b|monat|mois|mes|mese|mês|maand|year|yr|annum|jahr"
    r"|an\b|année|año|ano\b|anno|jaar|quarter|quartal|trimestre|week|woche|semaine|semana|our|my|the|la|le"
    r"|el|il|o|os|i|lo|gli|un|una|um|uma|de|het|een|ons|onze|not?r[ea]s?|nos|nuestr\w+|noss\w+|nostr\w+|unser\w*|all\w*|das|die|den)\b|l['’])[^\W\d]"
    r"|(?:-\s?)?(?:plan|tarif\w*|abo|paket|package|tier|option|version|forfait|offre|subscription)\b)",
    re.IGNORECASE,
)
_OTHERS_SPEND: Final = Sieve(
    re.compile(
        r"\b(?:customers?|clients?|guests?|visitors?|kunden|gäste|clientes|clienti|ospiti|klanten|gasten"
        r"|klienci|goście) (?:\w+ ){0,2}(?:spend|pay|geben|zahlen|dépensent|paient|gastan|pagan"
        r"|spendono"
        r"|pagano|gastam|pagam|geven|betalen|wydają|płacą)\b",
        re.IGNORECASE,
    )
)
# Further words say nothing of a sum.
_FAR: Final = 100
_JUST_AFTER: Final = 40
# "we have 2,000 euros outstanding": a foreign word so near after the sum tells what it is.
_OWED: Final = 10
_TO_SPEND: Final = re.compile(
    r"^\s?(?:to spend|zum ausgeben|zur verfügung|à dépenser|para gastar|da spendere|te besteden|do wydania)",
    re.IGNORECASE,
)
_FROM_UP: Final = re.compile(
    r"(?<!go )(?<!no )(?<!not )(?<!anything )"
    r"(?:at least|min(?:imum|destens)?|more than|over|au moins|al menos"
    r"|almeno|od)\s*$",
    re.IGNORECASE,
)
# Longer rows of digits without a currency are telephones and numbers of papers.
_MOST_IN_DIGITS: Final = 20_000_000
Strength = tuple[int, int]
"""How surely a sum is the sender's own to spend, and how near the words are that say so."""
_NONE: Final = (0, 0)


def find_budget(text: str, email: str | None = None) -> Budget | None:
    """The sender's budget: the clearest sum in a sentence that speaks of what they can spend.

    `email`: its domain tells whose dollars or pesos are meant.
    """
    best: tuple[Strength, str, Sum] | None = None
    currencies: set[str] = set()
    for said, low, money in _all_sums(text):
        currencies |= {money.currency} if money.currency else set()
        strength = _strength(said, low, money)
        if strength > (best[0] if best else _NONE):
            best = (strength, said, money)
    if best is None:
        return None
    _, said, money = best
    # "850 pounds was quoted, but I only have 600 to spend" is about pounds all along
    currency = money.currency or (currencies.pop() if len(currencies) == 1 else None)
    if currency in SHARED:
        currency = in_country(currency, countries(email, text))
    return _budget(said, money, currency)


def states_own_budget(text: str) -> bool:
    """Whether the sender says outright what they can spend, which no seller does."""
    return any(
        _strength(said, low, money) > _NONE and _own(said, low, money) <= _FAR
        for said, low, money in _all_sums(text)
    )


def _all_sums(text: str) -> Iterator[tuple[str, str, Sum]]:
    """Each sum with its sentence, as written and `lowered`."""
    for sentence in sentences(narrow(text)):
        low = lowered(sentence.text)
        for money in sums(sentence.text, low):
            yield sentence.text, low, money


def _own(text: str, low: str, money: Sum) -> int:
    """Characters to the nearest word that only the owner of the money says."""
    if _HAVE.search(text[: money.start]):
        return 0
    return min(_distance(sieve.finditer(text, low), money) for sieve in (_NAMED, _OWN))


def _strength(text: str, low: str, money: Sum) -> Strength:
    if money.high < 10:
        return _NONE
    before, after = text[: money.start], text[money.end :]
    has = bool(_HAVE.search(before))
    named = _distance(_NAMED.finditer(text, low), money)
    own = min(_own(text, low, money), _distance(_LIMIT.finditer(text, low), money))
    foreign = _distance(_FOREIGN.finditer(text, low), money)
    # of "your price is 400 but our budget is 300" each sum belongs to the nearer word
    if own > _FAR or foreign <= (_OWED if has else own):
        return _NONE
    if named > _FAR and (_UNIT_PRICE.match(after) or _OTHERS_SPEND.search(before, low)):
        return _NONE
    if money.currency:
        return (3 if named <= _FAR else 2), -own
    is_told = (
        named <= _FAR
        or own == 0
        or any(w.search(before, low) for w in (_OWN, _LIMIT))
        # "10-12k are signed off"
        or (money.has_magnitude and _own(text, low, money) <= _JUST_AFTER)
    )
    strength = _strength_bare(text, money, is_named=named <= _FAR) if is_told else 0
    return (strength, -own) if strength else _NONE


def _strength_bare(text: str, money: Sum, *, is_named: bool) -> int:
    """A bare number is money only next to the word budget, with a magnitude ("20k") or a period."""
    if not money.has_magnitude and (1990 <= money.high <= 2100 or money.high > _MOST_IN_DIGITS):
        return 0
    is_money = (
        money.has_magnitude
        or _period(text, money) is not None
        or _TO_SPEND.match(text[money.end :]) is not None
    )
    if is_money:
        return 2 if is_named else 1
    return 1 if is_named and money.high >= 500 else 0


def _distance(words: Iterable[re.Match[str]], money: Sum) -> int:
    """Characters to the nearest of the words; those that follow the sum count double."""
    gaps = [
        money.start - found.end()
        if found.end() <= money.start
        else 2 * max(found.start() - money.end, 0)
        for found in words
    ]
    return min(gaps, default=_FAR + 1)


def _budget(text: str, money: Sum, currency: str | None) -> Budget:
    floor = _FROM_UP.search(text[: money.start])
    return Budget(
        amount=money.high,
        amount_min=money.low if money.low is not None else (money.high if floor else None),
        currency=currency,
        period=_period(text, money),
    )


def _period(text: str, money: Sum) -> str | None:
    """The period said nearest after the sum, or in the words shortly before it."""
    after, before = text[money.end : money.end + 30], text[max(0, money.start - 45) : money.start]
    for stretch in (after, before):
        for name, pattern in _PERIOD_PATTERNS:
            if pattern.search(stretch):
                return name
    return None
