"""Our own proof that a browser took the trouble: a signed challenge, many small puzzles, no cookies.

A machine pays for each post with processor time; a person does not notice, since the browser works
while they write. The server keeps nothing but which challenges were used.

The seed is SHA-256 of the challenge. Puzzle `i` (0 to `parts` - 1) is solved by a number `n` for which
SHA-256(seed, i, n), with `i` and `n` as four bytes, big end first, begins with `bits` zero bits.
Many small puzzles take the same time each time; one large one would take a lucky guess or minutes.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from leadwright.kernel.crypto import Keyring
from leadwright.ports.form_guard import Verdict

FIELD = "_lw_proof"
# 16 x 2^14 hashes: 262,000 on average, a third of a second of a laptop, one to three of a cheap phone.
BITS = 14
PARTS = 16
LIFE = timedelta(hours=2)
_CLOCKS_DIFFER = timedelta(minutes=1)
_PURPOSE = "form challenge"
_LONGEST = 1_000


@dataclass(frozen=True)
class Checked:
    """A verdict, and what names the challenge so that it counts once; empty unless it passed."""

    verdict: Verdict
    digest: str = ""


def challenge(keyring: Keyring, workspace_id: UUID, now: datetime) -> str:
    """A new one, for the forms of one workspace. Nothing of it is kept."""
    stamp = int(now.timestamp())
    value = f"{workspace_id.hex}-{stamp}-{BITS}-{PARTS}-{secrets.token_hex(8)}"
    return keyring.sign(_PURPOSE, value)


def check(keyring: Keyring, workspace_id: UUID, proof: str, now: datetime) -> Checked:
    """Whether the proof is right, in time and for this workspace; some 30 microseconds."""
    if not proof:
        return Checked(Verdict.MISSING)
    given, _, numbers = proof[:_LONGEST].partition("~")
    value = keyring.unsign(_PURPOSE, given)
    if value is None:
        return Checked(Verdict.WRONG)
    of, stamp, bits, parts, _ = value.split("-")
    age = now.timestamp() - int(stamp)
    in_time = -_CLOCKS_DIFFER.total_seconds() <= age <= LIFE.total_seconds()
    if of != workspace_id.hex or not in_time or not _is_solved(given, numbers, bits, parts):
        return Checked(Verdict.WRONG)
    return Checked(Verdict.PASSED, hashlib.sha256(given.encode()).hexdigest())


def _is_solved(given: str, numbers: str, bits: str, parts: str) -> bool:
    answers = numbers.split(".")
    if len(answers) != int(parts) or not all(n.isdecimal() and len(n) <= 10 for n in answers):
        return False
    seed, zeros = hashlib.sha256(given.encode()).digest(), int(bits)
    return all(_is_answer(seed, part, int(n), zeros) for part, n in enumerate(answers))


def _is_answer(seed: bytes, part: int, number: int, zeros: int) -> bool:
    if number >= 2**32:
        return False
    digest = hashlib.sha256(seed + part.to_bytes(4) + number.to_bytes(4)).digest()
    return int.from_bytes(digest[:8]) >> (64 - zeros) == 0


def solve(given: str, bits: int = BITS, parts: int = PARTS) -> str:
    """The proof, as a browser finds it. For programs that post to a guarded form on purpose."""
    seed = hashlib.sha256(given.encode()).digest()
    answers = (
        next(n for n in range(2**32) if _is_answer(seed, part, n, bits)) for part in range(parts)
    )
    return f"{given}~{'.'.join(map(str, answers))}"
