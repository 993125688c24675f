"""E-mail addresses: the mailbox behind its spellings, and whether one person reads it."""

import re
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import OSA

from leadwright.domain.mail_hosts import FREE
from leadwright.features.identity.words import fold

_ROLES = frozenset(
    """
    info infos information contact contacts kontakt kontakty kontakta office offices sales
    support admin administration hello hallo hi mail email post service services buero biuro
    bureau zentrale empfang contacto contatto contato ventas vertrieb einkauf purchasing
    marketing hr jobs job career careers karriere billing accounting accounts buchhaltung compta
    comptabilite webmaster postmaster noreply donotreply enquiries enquiry inquiries inquiry
    reception rezeption recepcion secretariat sekretariat secretaria segreteria team help
    helpdesk hilfe press presse media events event orders order bestellung commandes pedidos
    shop store finance finanzen invoices rechnung legal privacy datenschutz security it edv
    verkauf vente ventes commercial comercial commerciale direction direktion geschaeftsleitung
    gf praxis kanzlei hotel restaurant studio shop web home all everyone staff administracion
    administrador atencion atendimento informatie verkoop inkoop sprzedaz sklep obchod servicio
    servizio clientes kundenservice kundendienst customercare customerservice ufficio
    amministrazione
    """.split()
)
_SAME_HOST = {
    "googlemail.com": "gmail.com", "pm.me": "proton.me", "protonmail.com": "proton.me",
    "protonmail.ch": "proton.me", "mac.com": "icloud.com", "me.com": "icloud.com",
    "ya.ru": "yandex.ru", "yandex.com": "yandex.ru", "hotmail.co.uk": "hotmail.co.uk",
}  # fmt: skip
_SECOND_LEVEL = frozenset({"co", "com", "org", "ac", "gov", "net", "ne", "or", "edu", "go", "gob"})
_SPLIT = re.compile(r"[._\-]+")
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Mailbox:
    """`key` is the mailbox itself; `words` what its local part spells; `label` the firm's word."""

    key: str
    local: str
    domain: str
    words: tuple[str, ...]
    label: str
    is_role: bool
    is_free: bool


@lru_cache(maxsize=65536)
def read_mailbox(text: str) -> Mailbox | None:
    """The mailbox behind an address; None where it is none."""
    address = text.strip().strip("<>").removeprefix("mailto:").casefold().replace(" ", "")
    local, at, domain = address.rpartition("@")
    if not (local and at and "." in domain):
        return None
    domain = _SAME_HOST.get(domain.strip("."), domain.strip("."))
    local = local.partition("+")[0] or local
    plainer = local.replace(".", "") if domain == "gmail.com" else local
    words = tuple(fold(part) for part in _SPLIT.split(_DIGITS.sub("", local)) if part)
    return Mailbox(
        key=f"{plainer}@{domain}",
        local=plainer,
        domain=domain,
        words=words,
        label=_label(domain),
        is_role=is_role_name(local),
        is_free=domain in FREE,
    )


def is_role_name(local: str) -> bool:
    """Whether a desk reads it: `info`, `sales-de`, `office2`."""
    words = _SPLIT.split(_DIGITS.sub("", local).strip("._-"))
    return "".join(words) in _ROLES or (words[0] in _ROLES and all(len(w) < 4 for w in words[1:]))


def is_slip(one: Mailbox, other: Mailbox) -> bool:
    """Whether one address is the other mistyped: figures must agree, for they tell people apart."""
    if _DIGITS.findall(one.local) != _DIGITS.findall(other.local):
        return False
    if one.local == other.local:
        return OSA.distance(one.domain, other.domain, score_cutoff=2) <= _allowed(one, other)
    return (
        one.domain == other.domain
        and min(len(one.local), len(other.local)) >= 6
        and OSA.distance(one.local, other.local, score_cutoff=1) <= 1
    )


def _allowed(one: Mailbox, other: Mailbox) -> int:
    """Two well-known hosts are two hosts; beside one of them a slip may be of two letters."""
    if one.is_free and other.is_free:
        return 0
    return 2 if one.is_free or other.is_free else 1


def _label(domain: str) -> str:
    parts = domain.split(".")[:-1]
    if len(parts) > 1 and parts[-1] in _SECOND_LEVEL:
        parts = parts[:-1]
    return fold(parts[-1]).replace(" ", "") if parts else ""
