"""Mailbox addresses as they may stand on the wire: ASCII where possible, never with a second meaning."""

import re
from dataclasses import dataclass

from email_validator import EmailNotValidError, validate_email

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
# Wider than the intake's check on purpose: `x@localhost` and `x@firm.local` are reachable in-house.
_PLAIN = re.compile(rf"{_ATOM}(?:\.{_ATOM})*@{_LABEL}(?:\.{_LABEL})*")
_LONGEST = 254  # RFC 5321 section 4.5.3.1.3, path without its brackets


class UnsendableLetter(ValueError):
    """The letter itself is wrong, so no server can take it; the message says what to mend."""


@dataclass(frozen=True)
class Mailbox:
    """One address. `international`: its local part needs SMTPUTF8 (RFC 6531)."""

    address: str
    international: bool = False


def mailbox(address: str, *, role: str) -> Mailbox:
    """The address in wire form, domain in A-labels. `role` names the field for the complaint."""
    if len(address) > _LONGEST:
        raise UnsendableLetter(f"the {role} address is longer than {_LONGEST} characters")
    if _PLAIN.fullmatch(address):
        return Mailbox(address)
    if address.isascii():
        raise UnsendableLetter(f"the {role} address is not an e-mail address: {address!r}")
    return _international(address, role)


def _international(address: str, role: str) -> Mailbox:
    try:
        known = validate_email(address, check_deliverability=False, globally_deliverable=False)
    except EmailNotValidError as problem:
        raise UnsendableLetter(f"the {role} address cannot be used: {problem}") from None
    return Mailbox(f"{known.local_part}@{known.ascii_domain}", known.smtputf8)
