"""Refusals: errors with a remedy, written for the person who can fix them.

Features raise `Refused` and its subclasses; `web/refusals.py` is the only place that gives them an HTTP
status.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class FieldProblem:
    """One field that could not be taken: which, why, and what to do about it."""

    field: str
    reason: str
    remedy: str


class Refused(Exception):
    """A business refusal. `code` is stable and machine-readable, the message is for people."""

    def __init__(self, message: str, *, code: str, problems: tuple[FieldProblem, ...] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.problems = problems


class NotFound(Refused):
    """No such thing in this workspace (or it is another workspace's, which must look the same)."""

    def __init__(self, message: str, *, code: str = "not_found") -> None:
        super().__init__(message, code=code)


class Invalid(Refused):
    """The input cannot be taken as it is; `problems` name the fields."""

    def __init__(
        self, message: str, *, code: str = "invalid", problems: tuple[FieldProblem, ...] = ()
    ) -> None:
        super().__init__(message, code=code, problems=problems)


class Conflict(Refused):
    """True a moment ago, not any more: a stale form, a name that is taken."""

    def __init__(self, message: str, *, code: str = "conflict") -> None:
        super().__init__(message, code=code)


class Unauthenticated(Refused):
    """We do not know who is asking."""

    def __init__(self, message: str, *, code: str = "unauthenticated") -> None:
        super().__init__(message, code=code)


class Forbidden(Refused):
    """We know who is asking, and this is not theirs to do."""

    def __init__(self, message: str, *, code: str = "forbidden") -> None:
        super().__init__(message, code=code)


class TooMany(Refused):
    """A limit was reached; `retry_after` seconds from now it will be open again."""

    def __init__(self, message: str, *, retry_after: float, code: str = "too_many") -> None:
        super().__init__(message, code=code)
        self.retry_after = retry_after


class TooLarge(Refused):
    """The body is over the limit."""

    def __init__(self, message: str, *, code: str = "too_large") -> None:
        super().__init__(message, code=code)


class Unavailable(Refused):
    """A part we need does not answer right now; trying again later is right."""

    def __init__(self, message: str, *, code: str = "unavailable") -> None:
        super().__init__(message, code=code)


class ProviderError(Exception):
    """The only exception that leaves an adapter.

    `permanent`: trying again cannot help. `retry_after`: seconds the provider asked us to wait.
    `unconfirmed`: the provider may or may not have acted (the connection died after DATA).
    `connection_broken`: it refuses us and not this one thing (key revoked, sender not verified);
    nothing will go that way until a person mends the connection. `recipient_gone`: this one
    recipient takes nothing from us any more (blocked, left, number gone). `of_this_letter`: refused for
    now is this letter or its recipient (greylisting), while others may go through.
    """

    def __init__(
        self,
        message: str,
        *,
        permanent: bool,
        retry_after: float | None = None,
        unconfirmed: bool = False,
        connection_broken: bool = False,
        recipient_gone: bool = False,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.permanent = permanent
        self.retry_after = retry_after
        self.unconfirmed = unconfirmed
        self.connection_broken = connection_broken
        self.recipient_gone = recipient_gone
        self.of_this_letter = False
