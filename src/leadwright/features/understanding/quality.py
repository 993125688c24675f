"""How much of a buying case a message states: six signals, then a band, by the contract's rules."""

import re
from dataclasses import dataclass
from typing import Final

from leadwright.domain.reading import Entities, Intent, QualityBand

_FREE_MAIL: Final = frozenset(
    "gmail.com googlemail.com yahoo.com yahoo.de yahoo.fr yahoo.es yahoo.co.uk hotmail.com hotmail.fr"
    " hotmail.es hotmail.co.uk outlook.com outlook.de outlook.fr live.com msn.com icloud.com me.com aol.com"
    " gmx.de gmx.net gmx.at gmx.ch gmx.com web.de t-online.de freenet.de posteo.de mailbox.org proton.me"
    " protonmail.com orange.fr wanadoo.fr free.fr laposte.net sfr.fr libero.it virgilio.it tiscali.it"
    " alice.it ziggo.nl kpnmail.nl planet.nl wp.pl onet.pl o2.pl interia.pl sapo.pt uol.com.br bol.com.br"
    " terra.com.br yahoo.co.jp docomo.ne.jp ezweb.ne.jp qq.com 163.com mail.ru yandex.ru yandex.com"
    " fastmail.com zoho.com tutanota.com hey.com btinternet.com comcast.net verizon.net bluewin.ch".split()
)
_BUSINESS_NAME: Final = re.compile(
    r"\b(?:gmbh|ag|kg|ohg|ug|se|ltd|limited|inc|llc|plc|corp|co\.|s\.?a\.?s|sarl|s\.?a\."
    r"|s\.?l\.|s\.?r\.?l|spa|s\.p\.a|b\.?v"
    r"|n\.?v|sp\. z o\.? ?o|oy|ab|as|aps|lda|ltda)\b\.?(?!\w)|株式会社|有限会社",
)
_WE_ARE_NAMED: Final = re.compile(
    r"\b(?:[Ww]e(?:'re| are)|I(?:'m| am) (?:with|from|at|\w+ (?:\w+ )?(?:at|of))"
    r"|[Ww]ir sind (?:die|der)|[Nn]ous sommes"
    r"|[Ss]omos|here at|on behalf of|director (?:at|of)|manager (?:at"
    r"|of))\s+(?:the\s+)?[A-ZÄÖÜÉ][\w&'-]+(?:\s+[A-ZÄÖÜ&][\w&'-]*)+"
)
_NEED: Final = re.compile(
    r"\b(?:need|looking for|look for|replac\w+|want to|would like to|we'd like|required?"
    r"|migrat\w+|switch\w*|currently"
    r"|problem|improve|manage|track|automat\w+|integrat\w+|support(?:s|ing)?|for our"
    r"|our (?:team|plant|warehouse|company"
    r"|clinic|office|department|customers|process)"
    r"|brauch\w*|benötig\w*|suchen?|ersetz\w+|möcht\w+|wollen|unser\w*|einführ\w+|abl\w+sen"
    r"|verwalten"
    r"|cherch\w+|besoin|remplac\w+|souhait\w+|voul\w+|notre|nos"
    r"|busc\w+|necesit\w+|sustitu\w+|quer\w+|nuestr\w+"
    r"|cerch\w+|serve|vorremmo|nostr\w+|procur\w+|precis\w+|noss\w+|zoek\w*|nodig|onze?"
    r"|szuka\w+|potrzeb\w+|nasz\w*)\b",
    re.IGNORECASE,
)
_QUANTITY: Final = re.compile(
    r"(?<![\w#.,])\d[\d.,\u00a0 ]{0,11}\s?(?:x\b|units?|pcs|pieces|boxes|pallets?|tons?|tonnes|kg"
    r"|machines?|vehicles|vans|trucks"
    r"|stores?|shops?|sites?|plants?|branches|locations?|rooms?|devices|sensors?|laptops"
    r"|tablets|desks|chairs|printers?"
    r"|copies|containers?|bottles|litres|sqm|m²|guests|orders|leads|contacts|records|pages"
    r"|stück|stk|paletten|tonnen|maschinen|fahrzeuge|filialen|standorte|werke|geräte|drucker"
    r"|tische|sensoren|gäste|kartons"
    r"|pièces|palettes|tonnes|sites|magasins|machines|véhicules|imprimantes|bureaux|cartons|unités"
    r"|piezas|unidades|palés|toneladas|sedes|tiendas|máquinas|vehículos|equipos|cajas|pezzi"
    r"|peças|stuks|sztuk|szt)\b"
    r"|(?<!\d)\d{1,9}\s?(?:台|個|件|店舗|か所)",
    re.IGNORECASE,
)
_AUTHORITY: Final = re.compile(
    r"\b(?:approved|decide|decision|decided|i own|owner|ceo|cfo|cto|coo|managing director"
    r"|board|founder|procurement"
    r"|purchasing|head of|director|signed off|budget holder|management (?:has )?approved"
    r"|my boss (?:agreed|approved)"
    r"|freigegeben|genehmigt|entscheid\w+|geschäftsführ\w+|vorstand|inhaber\w*|leiter\w*"
    r"|einkauf|prokurist\w*"
    r"|validé|approuvé|décid\w+|directeur|directrice|gérant\w*|pdg|achats|débloqué|conseil"
    r"|aprobad\w+|decid\w+|director\w*|gerente|propietari\w+|consejo|compras|liberado"
    r"|approvat\w+|titolare|direttore|aprovad\w+|diretor\w*|goedgekeurd|directeur|eigenaar"
    r"|zatwierdzon\w+|dyrektor\w*)\b"
    r"|承認|決裁|社長",
    re.IGNORECASE,
)
_BUSINESS_TALK: Final = re.compile(
    r"business|cooperat|supplier|purchas|project|sales|procure|geschäft|zusammenarbeit"
    r"|lieferant|einkauf|projekt"
    r"|affaires|fournisseur|achat|projet|negocio|proveedor|compra|proyecto|affari|fornitore"
    r"|negócio|取引",
    re.IGNORECASE,
)
_EXPANDS: Final = re.compile(
    r"(?:add|more|additional|extra|upgrade|expand|extend)\b[^.!?]{0,30}(?:users?|seats?|licen"
    r"|plan|sites?|modules?|machines?)"
    r"|upgrade|erweiter\w+|zusätzliche|aufstock\w+|ajouter|supplémentaires|ampliar"
    r"|adicionales|más puestos",
    re.IGNORECASE,
)
_CONCRETE_OFFER: Final = re.compile(
    r"resell|distribut|integrat|refer|commission|tender|bid|webinar|oem|licen[cs]e"
    r"|white.?label|certif|customers?|clients?"
    r"|vertr[ei]{2}b|händler|anbind|provision|ausschreib|kunden|revend|connecteur|appel d'offres"
    r"|clientèle|consortium"
    r"|distribui|comisión|conector|concurso|rivend|provvigione|doorverkop|odsprzed|代理店|再販|連携",
    re.IGNORECASE,
)
_DEAL: Final = re.compile(
    r"deal|contract|tender|bid|sign|deadline|start|vertrag|ausschreib|frist|contrat|appel"
    r"|contrato|concurso|firma",
    re.IGNORECASE,
)
_BUYING: Final = frozenset(
    {Intent.DEMO_REQUEST, Intent.PRICING_INQUIRY, Intent.PURCHASE_INTENT, Intent.PRODUCT_QUESTION}
)


@dataclass(frozen=True)
class Signals:
    """The six signals of CONTRACTS section 1, A to F."""

    named_business: bool
    concrete_need: bool
    size: bool
    deadline: bool
    budget: bool
    authority: bool

    @property
    def letters(self) -> tuple[bool, ...]:
        """A to F, in order."""
        return (
            self.named_business,
            self.concrete_need,
            self.size,
            self.deadline,
            self.budget,
            self.authority,
        )

    @property
    def count(self) -> int:
        return sum(self.letters)


def has_own_domain(email: str | None) -> bool:
    """Whether the address is of a domain of its own, not of a mail provider."""
    domain = (email or "").rpartition("@")[2].strip().lower()
    return "." in domain and domain not in _FREE_MAIL


def find_signals(
    text: str, entities: Entities, *, company: str | None, email: str | None
) -> Signals:
    """What the message states of a buying case."""
    words = len(re.findall(r"\w+", text)) if not re.search(r"[぀-ヿ]", text) else len(text) // 3
    named = bool(company and company.strip()) or has_own_domain(email)
    size = entities.team_size is not None or bool(_QUANTITY.search(text))
    return Signals(
        named_business=named
        or bool(_BUSINESS_NAME.search(text.lower()) or _WE_ARE_NAMED.search(text)),
        concrete_need=words >= 14
        or (words >= 7 and bool(_NEED.search(text)))
        or (size and words >= 4),
        size=size,
        deadline=entities.timeline is not None,
        budget=entities.budget is not None,
        authority=bool(_AUTHORITY.search(text)),
    )


def quality_band(intent: Intent, signals: Signals, text: str) -> QualityBand:
    """The band, by the contract's rules for each intent."""
    if intent in _BUYING:
        return _buying_band(intent, signals)
    if intent is Intent.PARTNERSHIP:
        return _partnership_band(signals, text)
    business = signals.named_business and _BUSINESS_TALK.search(text)
    if intent is Intent.GENERAL_INQUIRY and business:
        return QualityBand.MEDIUM
    if intent is Intent.SUPPORT_QUESTION and _EXPANDS.search(text):
        return QualityBand.MEDIUM
    return QualityBand.LOW


def _buying_band(intent: Intent, signals: Signals) -> QualityBand:
    ready = intent is Intent.PURCHASE_INTENT and signals.named_business
    if signals.concrete_need and (ready or signals.count >= 4):
        return QualityBand.HIGH
    return QualityBand.MEDIUM if signals.count >= 2 else QualityBand.LOW


def _partnership_band(signals: Signals, text: str) -> QualityBand:
    if not (signals.named_business and _CONCRETE_OFFER.search(text)):
        return QualityBand.LOW
    dated = signals.deadline and _DEAL.search(text)
    return QualityBand.HIGH if dated else QualityBand.MEDIUM
