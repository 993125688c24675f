"""Recognises an unavailable database, whichever layer raised the error."""

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
    asyncpg.InternalClientError,  # raised when a connection breaks in the middle of a statement
)


def is_outage(error: BaseException) -> bool:
    """Whether this error means that the database is unavailable, not that a statement was wrong.

    Of operating-system errors only connection errors count. A timeout does not: it may be a slow step
    of our own.
    """
    if isinstance(error, exc.DBAPIError):
        return error.connection_invalidated or _has_away_state(error.orig)
    if isinstance(error, (exc.TimeoutError, asyncpg.InterfaceError, asyncpg.InternalClientError)):
        return True
    return isinstance(error, ConnectionError) or _has_away_state(error)


def _has_away_state(error: BaseException | None) -> bool:
    return str(getattr(error, "sqlstate", None) or "").startswith(_AWAY_STATES)
