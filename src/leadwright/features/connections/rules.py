"""Validates the fields of an integration's card, and splits settings from secrets."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from ipaddress import ip_address
from urllib.parse import urlsplit

from email_validator import EmailNotValidError, validate_email

from leadwright.domain.errors import FieldProblem, Invalid
from leadwright.ports.integration import Field, Integration, Kind

GIVEN = "given"  # which secrets are filled in: what a connection can do may hang on it
LONGEST_LABEL = 100
LONGEST_VALUE = 2000
MOST_AMOUNT = 10_000
_ADDRESSES = {Kind.WEB_ADDRESS, Kind.SECRET_ADDRESS}
_LIKE = "Write it like https://api.example.com."


@dataclass(frozen=True)
class Filled:
    """A card's fields, filled in: secrets apart from what may be shown."""

    label: str
    config: Mapping[str, str]
    secrets: Mapping[str, str] = field(repr=False)


def fill(
    card: Integration,
    typed: Mapping[str, str],
    *,
    kept: Mapping[str, str],
    allowed: frozenset[tuple[str, int]] = frozenset(),
) -> Filled:
    """What was typed, checked. An empty secret leaves the `kept` one. Raises Invalid.

    `allowed`: host:port pairs that may be called without TLS (a proxy or server of the operator's).
    """
    problems: list[FieldProblem] = []
    label = " ".join(typed.get("label", "").split()) or card.title
    if len(label) > LONGEST_LABEL:
        problems.append(_problem("label", f"Shorten it to {LONGEST_LABEL} characters."))
    config: dict[str, str] = {}
    secrets: dict[str, str] = {}
    for asked in card.fields:
        value = " ".join(typed.get(asked.name, "").split())
        if asked.is_secret:
            value = value or kept.get(asked.name, "")
        value = value or asked.default
        remedy = _remedy(asked, value, allowed)
        if remedy:
            problems.append(_problem(asked.name, remedy))
        (secrets if asked.is_secret else config)[asked.name] = _in_form(asked, value)
    if problems:
        raise Invalid("The connection cannot be kept like this.", problems=tuple(problems))
    config[GIVEN] = " ".join(sorted(name for name, value in secrets.items() if value))
    return Filled(label, config, secrets)


def _problem(name: str, remedy: str) -> FieldProblem:
    return FieldProblem(name, "malformed", remedy)


def _in_form(asked: Field, value: str) -> str:
    return value.rstrip("/") if asked.kind is Kind.WEB_ADDRESS else value


def _remedy(asked: Field, value: str, allowed: frozenset[tuple[str, int]]) -> str:
    """What to do about this value; empty when it can be taken."""
    if not value:
        return "" if asked.optional else f"{asked.title} is needed."
    secret, chosen = asked.is_secret, asked.kind is Kind.CHOICE
    general = (
        (len(value) > LONGEST_VALUE, f"Shorten it to {LONGEST_VALUE:,} characters."),
        (not value.isprintable(), "Leave out the characters that cannot be seen."),
        (secret and not value.isascii(), "It holds characters that no key has. Copy it once more."),
        (chosen and value not in {name for name, _ in asked.choices}, "Choose one of the list."),
        (asked.kind is Kind.EMAIL, _address_remedy(value)),
        (asked.kind is Kind.WEB_ADDRESS and "?" in value, _LIKE),
        (asked.kind in _ADDRESSES, _web_remedy(value, allowed)),
        (asked.kind is Kind.AMOUNT, _amount_remedy(value)),
    )
    return next((remedy for applies, remedy in general if applies and remedy), "")


def _address_remedy(value: str) -> str:
    try:
        validate_email(value, check_deliverability=False, test_environment=True)
    except EmailNotValidError as error:
        return f"Write it like name@example.com. {error}"
    return ""


def _amount_remedy(value: str) -> str:
    try:
        amount = Decimal(value)
    except InvalidOperation:
        return "Write a number like 0.25."
    fits = amount.is_finite() and 0 <= amount <= MOST_AMOUNT
    return "" if fits else f"Write a number from 0 to {MOST_AMOUNT:,}."


def _web_remedy(value: str, allowed: frozenset[tuple[str, int]]) -> str:
    try:
        parts = urlsplit(value)
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        return _LIKE
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username:
        return _LIKE
    if (parts.hostname, port) in allowed:
        return ""
    if _is_private(parts.hostname):
        return (
            "Private addresses are closed until the operator opens them: start Leadwright with"
            f" LEADWRIGHT_ALLOW_PRIVATE={parts.hostname}:{port}."
        )
    return "" if parts.scheme == "https" else "Use https: the key would travel in the open."


def _is_private(host: str) -> bool:
    """By its looks; what a name stands for is asked when it is connected to."""
    try:
        return not ip_address(host).is_global
    except ValueError:
        return "." not in host or host.endswith((".localhost", ".local", ".internal"))
