"""Group commit: calls that arrive while a statement runs share the next round trip and commit.

An idle system runs each call at once and alone. Under load the batches grow, so there are few commits,
which cost more than the rows.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import asyncpg

from leadwright.kernel.db.outage import is_outage
from leadwright.kernel.db.statement_pool import StatementPool

LONGEST_WAIT_FOR_A_ROW = {"lock_timeout": "250ms"}
"""Settings of the shared connections: one locked row must not hold up the others."""
_MOST = 32


@dataclass(frozen=True, eq=False)
class _Call:
    arguments: tuple[Any, ...]
    answer: asyncio.Future[asyncpg.Record]


class GroupCommit:
    """One statement that takes its arguments as arrays and returns one row for each, in order.

    If PostgreSQL refuses a batch, or a row in it is locked, each call is retried alone through another
    pool, so that a call that fails or waits affects no other.
    """

    def __init__(self, shared: StatementPool, alone: StatementPool, sql: str) -> None:
        self._shared = shared
        self._alone = alone
        self._sql = sql
        self._goes = False
        self._waiting: list[_Call] = []
        self._going: set[asyncio.Task[None]] = set()

    async def row(self, *arguments: Any) -> asyncpg.Record:
        """The row for these arguments, whatever batch they ran in."""
        if self._goes:
            call = _Call(arguments, asyncio.get_running_loop().create_future())
            self._waiting.append(call)
            return await call.answer
        self._goes = True
        try:
            (row,) = await self._shared.rows(self._sql, *_in_columns([arguments]))
        except asyncpg.LockNotAvailableError:
            pass
        else:
            return row
        finally:
            self._go_on()
        return await self._by_itself(arguments)

    async def rows(self, calls: Sequence[tuple[Any, ...]]) -> list[asyncpg.Record]:
        """The rows for all arguments, in one transaction: all or nothing."""
        return await self._shared.rows(self._sql, *_in_columns(calls))

    def _go_on(self) -> None:
        self._goes = False
        # A caller that was cancelled meanwhile no longer waits.
        calls = [call for call in self._waiting[:_MOST] if not call.answer.done()]
        del self._waiting[:_MOST]
        if calls:
            self._goes = True
            self._start(self._go(calls))

    async def _go(self, calls: Sequence[_Call]) -> None:
        try:
            rows = await self._shared.rows(
                self._sql, *_in_columns([call.arguments for call in calls])
            )
        except Exception as error:  # noqa: BLE001 -- each caller gets it, or an answer of its own
            self._refused(calls, error)
        else:
            for call, row in zip(calls, rows, strict=True):
                _answer(call, row)
        finally:
            self._go_on()

    def _refused(self, calls: Sequence[_Call], error: Exception) -> None:
        """A refusal rolled everything back; after any other error the outcome is unknown: no retry."""
        is_refusal = isinstance(error, asyncpg.PostgresError) and not is_outage(error)
        for call in calls:
            if is_refusal:
                self._start(self._answer_alone(call))
            else:
                _answer(call, error)

    async def _answer_alone(self, call: _Call) -> None:
        try:
            _answer(call, await self._by_itself(call.arguments))
        except Exception as error:  # noqa: BLE001 -- the caller gets it
            _answer(call, error)

    async def _by_itself(self, arguments: tuple[Any, ...]) -> asyncpg.Record:
        (row,) = await self._alone.rows(self._sql, *_in_columns([arguments]))
        return row

    def _start(self, work: Any) -> None:
        task = asyncio.create_task(work)
        self._going.add(task)
        task.add_done_callback(self._going.discard)


def _in_columns(calls: Sequence[tuple[Any, ...]]) -> list[list[Any]]:
    return [list(column) for column in zip(*calls, strict=True)]


def _answer(call: _Call, found: asyncpg.Record | Exception) -> None:
    if call.answer.done():
        return
    if isinstance(found, Exception):
        call.answer.set_exception(found)
    else:
        call.answer.set_result(found)
