"""Telephone numbers to E.164, with the country from the number, address, domain or language."""

import re
from typing import Final

import phonenumbers

_BY_LANGUAGE: Final = {
    "de": ("DE", "AT", "CH"),
    "fr": ("FR", "BE", "CH"),
    "es": ("ES", "MX", "AR"),
    "it": ("IT",),
    "pt": ("PT", "BR"),
    "nl": ("NL", "BE"),
    "pl": ("PL",),
    "ja": ("JP",),
    "en": ("US", "GB"),
}
_DOMAINS_OF_NOWHERE: Final = frozenset(
    {"io", "co", "ai", "me", "tv", "cc", "eu", "ly", "fm", "gg", "app", "dev", "sh", "to"}
)
_COUNTRY_WORDS: Final = (
    ("DE", r"germany|deutschland|allemagne|alemania|berlin|hamburg|münchen|munich|köln|frankfurt"),
    ("AT", r"austria|österreich|autriche|vienna|wien|graz|linz"),
    ("CH", r"switzerland|schweiz|suisse|suiza|zürich|zurich|genève|geneva|basel"),
    ("FR", r"france|frankreich|francia|paris|lyon|marseille|lille|nantes|bordeaux"),
    ("ES", r"spain|spanien|espagne|españa|madrid|barcelona|valencia|sevilla"),
    ("IT", r"italy|italien|italie|italia|milan|milano|roma|torino"),
    ("GB", r"united kingdom|uk|england|scotland|wales|london|manchester|leeds|birmingham"),
    ("IE", r"ireland|dublin|cork"),
    ("US", r"united states|usa?|new york|chicago|boston|texas|california"),
    ("NL", r"netherlands|nederland|niederlande|amsterdam|rotterdam|utrecht"),
    ("BE", r"belgium|belgien|belgique|belgië|brussels|bruxelles|antwerp"),
    ("PL", r"poland|polen|pologne|polska|warsaw|warszawa|kraków"),
    ("PT", r"portugal|lisbon|lisboa|porto"),
    ("MX", r"mexico|méxico|monterrey|guadalajara|querétaro"),
    ("AU", r"australia|sydney|melbourne|brisbane"),
    ("CA", r"canada|toronto|montr[ée]al|vancouver|calgary"),
    ("AR", r"argentina|buenos aires"),
    ("CL", r"chile|santiago"),
    ("CO", r"colombia|bogotá|medellín"),
    ("BR", r"brasil|brazil|são paulo|rio de janeiro|curitiba|recife"),
    ("JP", r"japan"),
    ("JP", r"日本|東京|大阪"),
)
# Looking for numbers costs milliseconds; dates, amounts and head counts have letters between them.
_DIGITS_TOGETHER = re.compile(r"\d(?:[^\w\n]{0,4}\d){5}")
# Numbers of accounts and papers that look like telephones.
_NO_PHONE: Final = re.compile(
    r"(?:invoice|order|sku|item|article|artikel|ticket|reference|ref|account|customer|contract|serial|tracking|iban|vat|case|part"
    r"|rechnung\w*|bestell\w*|auftrag\w*|kunden\w*|vertrag\w*|serien\w*|ust-?id\w*|vorgang\w*"
    r"|facture|commande|contrat|dossier|siret|siren|tva|bsn|factura|pedido|contrato|expediente|fattura|ordine"
    r"|contratto|partita iva|p\.? ?iva|fatura|encomenda|nif|cnpj|factuur|klant\w*|kvk|btw"
    r"|contribuinte|nipc|cpf|\bcif|\bdni|codice fiscale|\bc\.?f\.?|steuer-?(?:nummer|nr|id)|\btax id"
    r"|faktur\w*|zamówieni\w*|umow\w*|nip|pesel|regon|krs|注文|請求書|契約|(?<!電話)番号)"
    r"(?:\s?(?:no|nr|number|num|nummer|n°|nº|numer|is|ist|lautet|番号|id))?[\s.:#°º]{0,3}"
    r"(?:(?:is|ist|lautet|est|es|é|to)\s)?[A-Z]{0,4}[\d\s./-]{0,24}$"
    r"|(?-i:\b[A-Z]{2}\d\d\s?[A-Z]{4}\s?)$",
    re.IGNORECASE,
)
# A national number with its trunk zero that the library takes for possible, though for nobody's: reserved
# for films, or given out since.
_WITH_TRUNK_ZERO: Final = re.compile(
    r"(?<![A-Za-z0-9.,/#+-])\(?0\d(?:[ )/-]{0,2}\d){7,9}(?![A-Za-z0-9%-]|[.,/]\d)"
)
_COUNTRY_PATTERNS: Final = tuple(
    # "Porto" is a town, "Aroma" is not Rome; Japanese writes without spaces
    (region, re.compile(words if words[0] > "z" else rf"\b(?:{words})\b", re.IGNORECASE))
    for region, words in _COUNTRY_WORDS
)


def regions(email: str | None, language: str, text: str) -> tuple[str, ...]:
    """Countries to try for a national number, likeliest first."""
    return tuple(dict.fromkeys((*countries(email, text), *_BY_LANGUAGE.get(language, ()))))


def countries(email: str | None, text: str) -> tuple[str, ...]:
    """Countries that the address's domain and the places in the text tell, the domain's first."""
    named = (region for region, pattern in _COUNTRY_PATTERNS if pattern.search(text))
    return (*domain_region(email), *named)


def domain_region(email: str | None) -> tuple[str, ...]:
    """The country of an address's top-level domain, where it says one."""
    ending = (email or "").rpartition(".")[2].lower()
    if ending == "uk":
        return ("GB",)
    if len(ending) != 2 or ending in _DOMAINS_OF_NOWHERE:
        return ()
    known = ending.upper() in phonenumbers.SUPPORTED_REGIONS
    return (ending.upper(),) if known else ()


def find_phone(given: str | None, text: str, tried: tuple[str, ...]) -> str | None:
    """The phone field in E.164, else the first number in the text, else None."""
    return _given(given, tried) or _written(text, tried)


def _given(given: str | None, tried: tuple[str, ...]) -> str | None:
    value = (given or "").strip()[:60]
    if sum(c.isdigit() for c in value) < 6:
        return None
    if value.startswith("00"):
        value = "+" + value[2:]
    candidates = [n for region in (*tried, None) if (n := _parse(value, region))]
    best = next((n for n in candidates if phonenumbers.is_valid_number(n)), None)
    # reserved numbers for examples are possible, not valid; with a country code we believe them
    if best is None and value.startswith("+"):
        best = next((n for n in candidates if phonenumbers.is_possible_number(n)), None)
    return _e164(best) if best else None


def _written(text: str, tried: tuple[str, ...]) -> str | None:
    if _DIGITS_TOGETHER.search(text) is None:
        return None
    for region in (*tried, None):
        for match in phonenumbers.PhoneNumberMatcher(text, region, max_tries=20):
            if not _is_no_phone(text, match.start):
                return _e164(match.number)
    international = re.search(r"(?<![\w.])(?:\+|00)[1-9][\d\s()./-]{6,18}\d", text)
    if international is not None:
        if _is_no_phone(text, international.start()):
            return None
        return _given(international.group(), ())
    return _of_nobody(text, tried)


def _of_nobody(text: str, tried: tuple[str, ...]) -> str | None:
    """The first number that could be one in the likeliest country that dials a zero first."""
    written = _WITH_TRUNK_ZERO.search(text)
    if written is None or _is_no_phone(text, written.start()):
        return None
    parsed = (_parse(written.group(), r) for r in tried if _dials_zero(r))
    possible = (number for number in parsed if number and phonenumbers.is_possible_number(number))
    return next(map(_e164, possible), None)


def _dials_zero(region: str) -> bool:
    return phonenumbers.ndd_prefix_for_region(region, True) == "0"


def _is_no_phone(text: str, start: int) -> bool:
    return _NO_PHONE.search(text[max(0, start - 40) : start]) is not None


def _parse(value: str, region: str | None) -> phonenumbers.PhoneNumber | None:
    try:
        return phonenumbers.parse(value, region)
    except phonenumbers.NumberParseException:
        return None


def _e164(number: phonenumbers.PhoneNumber) -> str:
    written: str = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return written
