"""Decisions on a submission: can it be answered, is it a repeat, is it a machine."""

import hashlib
import json
import re

from email_validator import SPECIAL_USE_DOMAIN_NAMES, EmailNotValidError, validate_email

from leadwright.domain.errors import FieldProblem, Invalid
from leadwright.domain.lead import FormValues, LeadSnapshot
from leadwright.domain.outcome import StopReason

# Addresses that the validator takes as they are. It is asked about every other one, because it
# knows more than a pattern can; asked about all of them it would cost a fifth of the door's time.
_PLAIN_EMAIL = re.compile(
    r"[a-z0-9_+-]{1,32}(?:\.[a-z0-9_+-]{1,30}){0,1}@((?:[a-z0-9]{1,30}(?:-[a-z0-9]{1,30}){0,1}\.){1,4}[a-z]{2,20})"
)
_SPECIAL_ENDS = frozenset(name.rpartition(".")[2] for name in SPECIAL_USE_DOMAIN_NAMES)

_PHONE = re.compile(r"\+?[\d\s().\-/]{5,}(\s*(x|ext\.?)\s*\d+)?$", re.IGNORECASE)

# RFC 3834 and its relatives: what a mail program says when no person wrote.
_MACHINE_HEADERS = ("list-unsubscribe", "list-id", "x-auto-response-suppress", "x-autoreply")


def check(form: FormValues) -> FormValues:
    """The form with its address in normal spelling; Invalid unless there is a way to answer."""
    problems: list[FieldProblem] = []
    email = form.email
    if email is not None and not is_plain_email(email):
        try:
            email = validate_email(
                email, check_deliverability=False, test_environment=True
            ).normalized
        except EmailNotValidError as error:
            problems.append(
                FieldProblem("email", "not_an_email", f"Write it like name@example.com. {error}")
            )
    if form.phone is not None and not _PHONE.match(form.phone):
        problems.append(
            FieldProblem("phone", "not_a_phone", "Write digits, with the country code if possible.")
        )
    if form.email is None and form.phone is None:
        problems.append(
            FieldProblem("email", "missing", "Send an e-mail address or a phone number.")
        )
    if problems:
        raise Invalid("The form cannot be answered as it is.", problems=tuple(problems))
    return form if email == form.email else form.model_copy(update={"email": email})


def is_plain_email(email: str) -> bool:
    """Whether the address is right and normal beyond doubt; False means only that it must be asked."""
    found = _PLAIN_EMAIL.fullmatch(email)
    return found is not None and found[1].rpartition(".")[2] not in _SPECIAL_ENDS


def content_hash(form: FormValues, source: str) -> bytes:
    """What makes two posts the same one: who wrote and everything they wrote."""
    body = [form.email, form.phone, form.name, form.company, form.message, form.extra, source]
    return hashlib.sha256(json.dumps(body, sort_keys=True, default=str).encode()).digest()


def suspicion(honeypot: str, seconds_on_page: float | None, minimum: float) -> str | None:
    """What the door noticed. It still says 202, because a bot must not learn from the answer."""
    if honeypot.strip():
        return StopReason.HONEYPOT.value
    if seconds_on_page is not None and seconds_on_page < minimum:
        return StopReason.TOO_FAST.value
    return None


def screening(lead: LeadSnapshot) -> StopReason | None:
    """Why this submission must not be answered as a lead, as far as the door can tell."""
    if lead.suspicion is not None:
        return StopReason(lead.suspicion)
    headers = {k.lower(): v.lower() for k, v in lead.headers.items()}
    auto = headers.get("auto-submitted", "no")
    if auto != "no" or any(name in headers for name in _MACHINE_HEADERS):
        return StopReason.AUTOMATED_MAIL
    if headers.get("precedence") in {"bulk", "junk", "list"}:
        return StopReason.AUTOMATED_MAIL
    return None
