"""One open session with a mail server: whether it may be used again, whether it lives, its end."""

import asyncio
import contextlib
from dataclasses import dataclass, field

from aiosmtplib import SMTP
from aiosmtplib.errors import SMTPException


@dataclass(frozen=True)
class Limits:
    """Time limits in seconds, and how many letters one connection carries.

    `answer` is the wait for the reply to the letter itself. It is longer than `command` because a
    server may scan for viruses then, and giving up early makes outcomes unknown (RFC 1047).
    """

    connect: float = 10.0
    command: float = 30.0
    answer: float = 60.0
    check: float = 5.0
    check_after: float = 20.0
    close_after: float = 60.0
    goodbye: float = 2.0
    letters: int = 100


@dataclass(eq=False)
class Connection:
    """An open session. `at_rest` is false from the first command of a letter to its clear answer."""

    smtp: SMTP
    server: str
    limits: Limits
    letters: int = 0
    at_rest: bool = True
    needs_reset: bool = False
    used_at: float = field(default_factory=lambda: asyncio.get_running_loop().time())
    heard_at: float = field(default_factory=lambda: asyncio.get_running_loop().time())

    @property
    def is_reusable(self) -> bool:
        return self.at_rest and self.is_in_step and self.letters < self.limits.letters

    @property
    def is_in_step(self) -> bool:
        return self.smtp.is_connected and not self.has_said_too_much

    @property
    def has_said_too_much(self) -> bool:
        """Whether there are words of the server's that nobody asked for.

        aiosmtplib keeps a second answer that came in the same packet and would give it to the
        next command, so that a letter could be taken for accepted that was not.
        """
        protocol = self.smtp.protocol
        return protocol is not None and bool(protocol._buffer)  # noqa: SLF001 -- no public way to see it

    def drop(self) -> None:
        """Close at once, without a word."""
        self.smtp.close()

    async def say_goodbye(self) -> None:
        """QUIT, within a moment; then close whatever came of it."""
        with contextlib.suppress(SMTPException, OSError):
            async with asyncio.timeout(self.limits.goodbye):
                await self.smtp.quit()
        self.drop()

    async def is_alive(self) -> bool:
        """Whether the server still answers; ends a half-done letter as well. Closes itself if not."""
        try:
            async with asyncio.timeout(self.limits.check):
                await (self.smtp.rset() if self.needs_reset else self.smtp.noop())
        except (SMTPException, OSError):
            self.drop()
            return False
        except asyncio.CancelledError:
            self.drop()
            raise
        self.needs_reset = False
        self.heard_at = asyncio.get_running_loop().time()
        return self.is_in_step
