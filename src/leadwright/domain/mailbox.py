"""Role mailboxes that several people read, and spellings that are the same mailbox."""

import re
from functools import lru_cache
from typing import Final

ROLES: Final = frozenset(
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
_SPLIT: Final = re.compile(r"[._\-]+")
_DIGITS: Final = re.compile(r"\d+")
_LONGEST_SUFFIX: Final = 3
_SAME_HOST: Final = {
    "googlemail.com": "gmail.com", "pm.me": "proton.me", "protonmail.com": "proton.me",
    "protonmail.ch": "proton.me", "mac.com": "icloud.com", "me.com": "icloud.com",
    "ya.ru": "yandex.ru", "yandex.com": "yandex.ru", "hotmail.co.uk": "hotmail.co.uk",
}  # fmt: skip


@lru_cache(4_096)
def is_role(local: str) -> bool:
    """Whether a desk reads the mailbox of this local part: `info`, `sales-de`, `office2`, `no-reply`."""
    folded = local.casefold()
    plain = folded if folded.isalpha() else _DIGITS.sub("", folded).strip("._-")
    if plain.isalpha():  # one word, as most are
        return plain in ROLES
    words = _SPLIT.split(plain)
    short = all(len(word) <= _LONGEST_SUFFIX for word in words[1:])
    return "".join(words) in ROLES or (words[0] in ROLES and short)


def of_one(local: str, domain: str) -> tuple[str, str]:
    """A folded local part and host as the mailbox itself has them: hosts of two names, Gmail's dots."""
    domain = _SAME_HOST.get(domain, domain)
    return (local.replace(".", "") if domain == "gmail.com" else local), domain


def key_of(address: str) -> str:
    """The mailbox itself, whatever its spelling: case, dots, what stands behind a plus."""
    local, _, domain = address.casefold().rpartition("@")
    local, domain = of_one(local.partition("+")[0] or local, domain)
    return f"{local}@{domain}"
