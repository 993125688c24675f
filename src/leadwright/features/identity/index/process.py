"""The index in memory and the comparison, in a process of their own.

The worker reads and writes meanwhile, on the other core; what the index took is given back with its end.
"""

import asyncio
import pickle
import sys
from collections.abc import Sequence
from typing import Any

from leadwright.features.identity.candidates import Entry
from leadwright.features.identity.rules import Verdict

LENGTH = 8
Request = tuple[bool, Sequence[Entry]]
"""Whether these are judged, or only known from now on."""
_CHILD = "leadwright.features.identity.index.child"


class IndexProcess:
    """One at work; what is asked is answered in that order."""

    def __init__(self, child: asyncio.subprocess.Process) -> None:
        self._child = child
        self._turn = asyncio.Lock()

    @classmethod
    async def start(cls) -> "IndexProcess":
        """A new one, which knows nobody."""
        pipe = asyncio.subprocess.PIPE
        command = (sys.executable, "-m", _CHILD)
        return cls(await asyncio.create_subprocess_exec(*command, stdin=pipe, stdout=pipe))

    async def add(self, entries: Sequence[Entry]) -> None:
        """Know these too."""
        await self._ask((False, entries))

    async def judged(self, fresh: Sequence[Entry]) -> list[Verdict]:
        """Each of these, by its person, among all before it; they are known from now on."""
        found: list[Verdict] = await self._ask((True, fresh))
        return found

    async def close(self) -> None:
        """End it, whatever it does."""
        if self._child.returncode is None:
            self._child.kill()
        await self._child.wait()

    async def _ask(self, request: Request) -> Any:
        asked, answers = self._child.stdin, self._child.stdout
        if asked is None or answers is None:
            raise RuntimeError("the process that compares was started without its pipes")
        async with self._turn:
            try:
                asked.write(framed(request))
                await asked.drain()
                size = int.from_bytes(await answers.readexactly(LENGTH), "big")
                answer = await answers.readexactly(size)
            except (ConnectionError, asyncio.IncompleteReadError) as error:
                code = await self._child.wait()
                raise RuntimeError(f"the process that compares leads ended with {code}") from error
            return pickle.loads(answer)  # noqa: S301 -- written by our own child


def framed(what: object) -> bytes:
    """Its length, then it."""
    content = pickle.dumps(what, pickle.HIGHEST_PROTOCOL)
    return len(content).to_bytes(LENGTH, "big") + content
