"""How to know a database that went away under our feet, whoever of the layers between noticed it."""

import asyncpg
from sqlalchemy import exc

# A server that stops, starts or drops us speaks in SQLSTATE classes 08 (connection) and 57 (operator
# intervention); 53300 is "too many connections". asyncpg lets them out as they are while connecting,
# SQLAlchemy wraps them in a DBAPIError once connected.
_AWAY_STATES = ("08", "57P", "53300")

SIGNS_OF_OUTAGE = (
    OSError,
    exc.DBAPIError,
    exc.TimeoutError,
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # what is left of a connection that broke amid a statement
)


def is_outage(error: BaseException) -> bool:
    """Whether this says that the database is away, and nothing about what was asked of it.

    Of the operating system's errors only those of a connection count, and no time-out: that may as
    well be a slow step of ours.
    """
    if isinstance(error, exc.DBAPIError):
        return error.connection_invalidated or _has_away_state(error.orig)
    if isinstance(error, (exc.TimeoutError, asyncpg.InterfaceError, asyncpg.InternalClientError)):
        return True
    return isinstance(error, ConnectionError) or _has_away_state(error)


def _has_away_state(error: BaseException | None) -> bool:
    return str(getattr(error, "sqlstate", None) or "").startswith(_AWAY_STATES)
