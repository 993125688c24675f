"""Everything that differs between installations, read from the environment of the function."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from leadwright.serverless.faults import Misconfigured

LARGEST_BATCH = 25  # BatchWriteItem's own limit
_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")


@dataclass(frozen=True)
class Route:
    """One team: the products that lead to it, and the table its leads are written to."""

    team: str
    products: tuple[str, ...]
    table: str


@dataclass(frozen=True)
class Settings:
    routes: tuple[Route, ...]
    review_table: str
    manifest_table: str
    patterns: tuple[str, ...]
    batch_size: int
    log_level: str
    largest_file: int
    forward_url: str
    forward_key: str

    @property
    def forwards(self) -> bool:
        return bool(self.forward_url)


def from_environment(environment: Mapping[str, str] | None = None) -> Settings:
    """Raises Misconfigured naming the variable. Every variable has a default that works."""
    given = os.environ if environment is None else environment  # noqa: TID251 -- a Lambda has no other settings
    return Settings(
        routes=(
            _route(given, "Q1", ("Enterprise", "A1", "q1customer")),
            _route(given, "Q2", ("Startup", "A2", "q2customer")),
        ),
        review_table=given.get("REVIEW_TABLE") or "customer-review",
        manifest_table=given.get("MANIFEST_TABLE") or "customer-manifest",
        patterns=_list(given.get("FILE_PATTERN") or "customer.xlsx"),
        batch_size=_number(given, "BATCH_SIZE", LARGEST_BATCH, LARGEST_BATCH),
        log_level=_level(given.get("LOG_LEVEL") or "INFO"),
        largest_file=_number(given, "MAX_FILE_MB", 20, 200) * 1024 * 1024,
        forward_url=_address(given.get("FORWARD_URL") or ""),
        forward_key=given.get("FORWARD_KEY") or "",
    )


def _route(given: Mapping[str, str], name: str, default: tuple[str, str, str]) -> Route:
    team, products, table = default
    return Route(
        team=given.get(f"{name}_TEAM") or team,
        products=_list(given.get(f"{name}_PRODUCTS") or products),
        table=given.get(f"{name}_TABLE") or table,
    )


def _list(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _number(given: Mapping[str, str], name: str, default: int, most: int) -> int:
    text = given.get(name) or str(default)
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= most:
        raise Misconfigured(f"{name} is {text!r}; set it to a whole number from 1 to {most}.")
    return int(text)


def _level(text: str) -> str:
    level = text.strip().upper()
    if level not in _LEVELS:
        raise Misconfigured(f"LOG_LEVEL is {text!r}; set it to one of {', '.join(_LEVELS)}.")
    return level


def _address(text: str) -> str:
    """The workspace to forward to. Plain http only to this machine: rows are personal data."""
    if not text:
        return ""
    parts = urlsplit(text)
    is_local = parts.scheme == "http" and parts.hostname in ("127.0.0.1", "localhost")
    if not parts.hostname or (parts.scheme != "https" and not is_local):
        raise Misconfigured(
            f"FORWARD_URL is {text!r}; set it to the https:// address of Leadwright."
        )
    return text.rstrip("/")
