"""Decides when two submissions are from the same person: one key per person, derived from the address."""

import re

from leadwright.domain.mailbox import is_role

# Mailbox providers that ignore dots in the local part.
_DOTLESS = frozenset({"gmail.com", "googlemail.com"})
_SAME_AS = {"googlemail.com": "gmail.com"}
_OTHERS = re.compile(r"\D")


def is_role_address(email: str) -> bool:
    """Whether this is a shared mailbox (info@, sales@) rather than one person's."""
    return is_role(email.rpartition("@")[0])


def email_key(email: str | None, name: str | None) -> str | None:
    """The key of the person behind an address, ignoring case, plus tags and Gmail's dots.

    A role address is shared, so the key includes the name.
    """
    if not email:
        return None
    local, _, domain = email.casefold().rpartition("@")
    domain = _SAME_AS.get(domain, domain)
    local = local.partition("+")[0] or local
    if domain in _DOTLESS:
        local = local.replace(".", "")
    address = f"{local}@{domain}"
    if is_role(local):
        return f"{address}|{fold(name or '')}"
    return address


def phone_key(phone: str | None) -> str | None:
    """The digits of a number; only used if there is no email address."""
    if not phone:
        return None
    digits = phone[1:] if phone[0] == "+" and phone[1:].isdecimal() else _OTHERS.sub("", phone)
    return digits if len(digits) >= 6 else None


def fold(text: str) -> str:
    """Text for comparing and sorting: case folded, one line."""
    return " ".join(text.casefold().split())
