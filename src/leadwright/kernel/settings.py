"""Settings: read once from the environment at start and validated together; each problem has a remedy.

Only `bootstrap` reads them; everything else is passed what it needs.
"""

import ipaddress
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import BaseModel, Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from leadwright.kernel.db.urls import DatabaseUrls

REMEDIES = {
    "port": "LEADWRIGHT_PORT takes a number from 1 to 65535",
    "host": "LEADWRIGHT_HOST takes an address of this machine, such as 127.0.0.1 or 0.0.0.0",
    "public_url": "LEADWRIGHT_PUBLIC_URL takes the address people see, such as https://leads.example.com",
    "smtp_url": "LEADWRIGHT_SMTP_URL takes smtp://user:password@host:587 or smtps://host:465",
    "database_url": "set DATABASE_URL, DATABASE_OWNER_URL and DATABASE_SYSTEM_URL, or none of them; "
    "`leadwright db roles --admin-url URL` makes the three roles and prints them",
    "secret": "LEADWRIGHT_SECRET takes 32 random characters or more, such as "
    "`python3 -c 'import secrets; print(secrets.token_urlsafe(32))'` prints",
    "dkim_key": "set LEADWRIGHT_DKIM_DOMAIN, LEADWRIGHT_DKIM_SELECTOR and LEADWRIGHT_DKIM_KEY (a file "
    "with a private RSA key in PEM), or none of them",
    "log_level": "LEADWRIGHT_LOG_LEVEL takes debug, info, warning or error",
    "trusted_proxies": "LEADWRIGHT_TRUSTED_PROXIES takes addresses or networks, with commas between",
    "alert_urls": "LEADWRIGHT_ALERT_URLS takes addresses of Apprise such as "
    "tgram://token/chat or mailtos://user:password@example.com, with commas between",
    "dns": "LEADWRIGHT_DNS takes off, or the address of a resolver such as 127.0.0.1:53; without it the "
    "machine's own are asked",
    "watch_folders": "LEADWRIGHT_WATCH_FOLDERS takes whole paths of folders below which sources may be"
    " watched, with commas between",
    "workers": "LEADWRIGHT_WORKERS takes the most workers that `leadwright run` may start, 1 to 16; 0 is"
    " two where there are two processors",
    "allow_private": "LEADWRIGHT_ALLOW_PRIVATE takes host:port pairs, with commas between",
}


class SettingsRefused(Exception):
    """The configuration cannot be used; the message lists every problem with its remedy."""


class Limits(BaseModel):
    """Limits on incoming requests. Rates are per minute."""

    body_bytes: int = Field(default=256_000, gt=0)
    per_address: int = Field(default=60, gt=0)
    per_key: int = Field(default=600, gt=0)
    events_per_address: int = Field(default=300, gt=0)
    events_per_key: int = Field(default=12_000, ge=1_000)
    events_body_bytes: int = Field(default=1_000_000, gt=0)
    logins_per_address: int = Field(default=20, gt=0)
    logins_per_account: int = Field(default=10, gt=0)
    minimum_seconds: float = Field(default=2.0, ge=0)


class Settings(BaseSettings):
    """The whole configuration of one process."""

    model_config = SettingsConfigDict(
        env_prefix="LEADWRIGHT_", env_nested_delimiter="__", env_file=".env", extra="ignore"
    )

    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=1, le=65535)
    public_url: str | None = None
    data: Path = Path("data")
    pg_bin: Path | None = None
    smtp_url: str | None = None
    mail_from: str | None = None
    dkim_domain: str | None = None
    dkim_selector: str | None = None
    dkim_key: Path | None = None
    secret: str | None = None
    secret_previous: str | None = None
    log_level: str = "info"
    trusted_proxies: Annotated[tuple[str, ...], NoDecode] = ()
    allow_private: Annotated[tuple[str, ...], NoDecode] = ()
    alert_urls: Annotated[tuple[str, ...], NoDecode] = ()
    watch_folders: Annotated[tuple[str, ...], NoDecode] = ()
    dns: str = ""
    allow_plain_http: bool = False
    limits: Limits = Limits()
    workers: int = Field(default=0, ge=0, le=16)
    worker_concurrency: int = Field(default=40, ge=1, le=500)

    database_url: str | None = Field(default=None, validation_alias="DATABASE_URL")
    database_owner_url: str | None = Field(default=None, validation_alias="DATABASE_OWNER_URL")
    database_system_url: str | None = Field(default=None, validation_alias="DATABASE_SYSTEM_URL")

    @field_validator(
        "trusted_proxies", "allow_private", "alert_urls", "watch_folders", mode="before"
    )
    @classmethod
    def _parts(cls, value: object) -> object:
        """Lists are comma-separated, since JSON is awkward in a shell."""
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @field_validator("public_url")
    @classmethod
    def _web_address(cls, value: str | None) -> str | None:
        if not value:
            return None
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ValueError("is not a web address")
        return value.rstrip("/")

    @field_validator("smtp_url")
    @classmethod
    def _smtp_address(cls, value: str | None) -> str | None:
        if not value:
            return None
        parts = urlsplit(value)
        if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
            raise ValueError("is not an SMTP address")
        return value

    @field_validator("dns")
    @classmethod
    def _resolver(cls, value: str) -> str:
        """`off`, nothing, or ip:port."""
        plain = value.strip().lower()
        if plain in {"", "off"}:
            return plain
        host, _, port = plain.rpartition(":")
        ipaddress.ip_address(host.strip("[]"))
        if not port.isdigit() or not 0 < int(port) < 65536:
            raise ValueError("has no port")
        return plain

    @field_validator("log_level")
    @classmethod
    def _level(cls, value: str) -> str:
        if value.lower() not in {"debug", "info", "warning", "error"}:
            raise ValueError("is not a log level")
        return value.lower()

    @field_validator("secret")
    @classmethod
    def _strong(cls, value: str | None) -> str | None:
        if value is not None and len(value) < 32:
            raise ValueError("is too short to protect anything")
        return value or None

    @field_validator("trusted_proxies")
    @classmethod
    def _networks(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for item in value:
            ipaddress.ip_network(item, strict=False)
        return value

    @field_validator("watch_folders")
    @classmethod
    def _whole_paths(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for item in value:
            if not Path(item).is_absolute() or Path(item) == Path("/"):
                raise ValueError(f"{item!r} is no whole path of a folder")
        return tuple(str(Path(item).resolve()) for item in value)

    @model_validator(mode="after")
    def _all_or_none(self) -> "Settings":
        given = [self.database_url, self.database_owner_url, self.database_system_url]
        if any(given) and not all(given):
            raise ValueError("database_url: one of the three database addresses is missing")
        return self

    @model_validator(mode="after")
    def _all_of_dkim(self) -> "Settings":
        given = [self.dkim_domain, self.dkim_selector, self.dkim_key]
        if any(given) and not all(given):
            raise ValueError("dkim_key: one of the three settings of DKIM is missing")
        return self

    @property
    def database_urls(self) -> DatabaseUrls | None:
        """The configured database, or None for the embedded one."""
        if self.database_url and self.database_owner_url and self.database_system_url:
            return DatabaseUrls(
                app=self.database_url,
                owner=self.database_owner_url,
                system=self.database_system_url,
            )
        return None

    @property
    def address(self) -> str:
        """The base URL people use: the public URL, else this machine's."""
        host = "127.0.0.1" if self.host in {"0.0.0.0", "::"} else self.host  # noqa: S104
        return self.public_url or f"http://{host}:{self.port}"

    @property
    def is_https(self) -> bool:
        return self.address.startswith("https://")


def load(**overrides: Any) -> Settings:
    """The settings of the environment; SettingsRefused lists everything that is wrong at once."""
    try:
        settings = Settings(**overrides)
    except ValidationError as error:
        raise SettingsRefused(_explain(error)) from error
    if not settings.is_https and not settings.allow_plain_http and not _is_loopback(settings):
        raise SettingsRefused(
            f"- {settings.address} is plain http on a public address: passwords would travel in "
            "the open.\n  Set LEADWRIGHT_PUBLIC_URL to an https address (a proxy in front), or "
            "LEADWRIGHT_ALLOW_PLAIN_HTTP=1 if the network between is yours."
        )
    return settings


def _explain(error: ValidationError) -> str:
    lines = []
    for problem in error.errors():
        path = ".".join(str(p) for p in problem["loc"])
        message = problem["msg"].removeprefix("Value error, ")
        if not path and ": " in message:
            path, _, message = message.partition(": ")
        name = path.lower().split(".")[0]
        remedy = REMEDIES.get(name, f"see .env.example for LEADWRIGHT_{path.upper()}")
        lines.append(f"- {path}: {message}\n  {remedy}")
    return "\n".join(lines)


def _is_loopback(settings: Settings) -> bool:
    if settings.public_url is None and settings.host in {"0.0.0.0", "::"}:  # noqa: S104
        return False
    host = urlsplit(settings.address).hostname or ""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
