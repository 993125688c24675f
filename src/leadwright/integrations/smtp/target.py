"""Where and how to hand mail over: the SMTP URL of the settings, taken apart once."""

import ipaddress
import socket
from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

_OPTIONS = frozenset({"starttls", "insecure_auth", "pool", "ehlo"})
_MOST_CONNECTIONS = 50


class Encryption(StrEnum):
    """How the connection is protected."""

    IMPLICIT = "implicit"
    REQUIRED = "required"
    OPPORTUNISTIC = "opportunistic"
    NEVER = "never"


@dataclass(frozen=True)
class Target:
    """One mail server and our way to speak to it. `repr` holds no password."""

    host: str
    port: int
    encryption: Encryption
    ehlo: str
    user: str | None = None
    password: str = field(default="", repr=False)
    insecure_auth: bool = False
    pool: int = 8

    @property
    def label(self) -> str:
        """How messages to people name the server."""
        return f"{self.host}:{self.port}"

    @property
    def is_loopback(self) -> bool:
        if self.host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False

    @property
    def wants_proof(self) -> bool:
        """Whether the server's certificate must be verified.

        Opportunistic encryption without a secret to protect is no worse unverified than plain
        text would be (RFC 7435), and a server on this machine has nobody in between.
        """
        if self.encryption in {Encryption.IMPLICIT, Encryption.REQUIRED}:
            return True
        return self.user is not None and not self.may_log_in_openly

    @property
    def may_log_in_openly(self) -> bool:
        """Whether the password may travel without a verified encryption."""
        return self.is_loopback or self.insecure_auth


def parse(url: str) -> Target:
    """`smtp://user:pass@host:port?starttls=required|opportunistic|never&insecure_auth=yes&pool=8&ehlo=name`.

    `smtps://` encrypts from the first byte. User and password are percent-encoded. Without
    `starttls` it is required where a password goes to another machine, else opportunistic.
    Raises ValueError that says what to mend and never repeats the password.
    """
    parts, port = _split(url)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise ValueError("the address of a mail server looks like smtp://user:password@host:587")
    options = _options(parts.query)
    user = unquote(parts.username) if parts.username else None
    bare = Target(parts.hostname, 0, Encryption.NEVER, "")
    return Target(
        host=parts.hostname,
        port=port or _usual_port(parts.scheme, user),
        encryption=_encryption(
            parts.scheme, options, secret_leaves=bool(user) and not bare.is_loopback
        ),
        ehlo=_greeting_name(options.get("ehlo")),
        user=user,
        password=unquote(parts.password or ""),
        insecure_auth=_choice(options, "insecure_auth", ("no", "yes")) == "yes",
        pool=_pool_size(options.get("pool", "8")),
    )


def _split(url: str) -> tuple[SplitResult, int | None]:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise ValueError(
            "the mail server's host or port cannot be read; percent-encode special characters "
            "in user and password (@ is %40, : is %3A, / is %2F)"
        ) from None
    return parts, port


def _options(query: str) -> dict[str, str]:
    options = {name: values[-1] for name, values in parse_qs(query, keep_blank_values=True).items()}
    unknown = sorted(options.keys() - _OPTIONS)
    if unknown:
        raise ValueError(f"unknown option {unknown[0]!r}; there are {', '.join(sorted(_OPTIONS))}")
    return options


def _choice(options: dict[str, str], name: str, allowed: tuple[str, ...]) -> str:
    value = options.get(name, allowed[0])
    if value not in allowed:
        raise ValueError(f"{name}={value!r} is not one of {', '.join(allowed)}")
    return value


def _usual_port(scheme: str, user: str | None) -> int:
    if scheme == "smtps":
        return 465
    return 587 if user else 25


def _encryption(scheme: str, options: dict[str, str], *, secret_leaves: bool) -> Encryption:
    if scheme == "smtps":
        if "starttls" in options:
            raise ValueError("smtps:// is encrypted from the first byte; leave out starttls")
        return Encryption.IMPLICIT
    if "starttls" not in options:
        return Encryption.REQUIRED if secret_leaves else Encryption.OPPORTUNISTIC
    return Encryption(_choice(options, "starttls", ("required", "opportunistic", "never")))


def _greeting_name(given: str | None) -> str:
    """The name in EHLO: a full host name, else an address literal (RFC 5321 section 4.1.3)."""
    name = socket.gethostname() if given is None else given
    if name.isascii() and name.isprintable() and " " not in name and "." in name:
        return name
    if given is not None:
        raise ValueError(f"ehlo={given!r} is not a full host name such as leads.example.com")
    return "[127.0.0.1]"


def _pool_size(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= _MOST_CONNECTIONS:
        raise ValueError(f"pool={text!r} is not a number from 1 to {_MOST_CONNECTIONS}")
    return int(text)
