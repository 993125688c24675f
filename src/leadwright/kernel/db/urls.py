"""The three database addresses and how each driver wants them written."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class DatabaseUrls:
    """libpq URLs of the application's, the owner's and the system role. `repr` holds no password."""

    app: str = field(repr=False)
    owner: str = field(repr=False)
    system: str = field(repr=False)


def sqlalchemy_url(url: str) -> str:
    """The same address for SQLAlchemy's asyncpg dialect."""
    _, _, rest = url.partition("://")
    return f"postgresql+asyncpg://{rest}"


def driver_url(url: str) -> str:
    """The same address for asyncpg itself."""
    _, _, rest = url.partition("://")
    return f"postgresql://{rest}"
