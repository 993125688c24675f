"""Own proofs: right once solved, and for one workspace, one difficulty and two hours only."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from leadwright.domain.ids import new_id
from leadwright.features.capture import proof_of_work
from leadwright.kernel.crypto import Keyring
from leadwright.ports.form_guard import Verdict

KEYRING = Keyring(("a secret of this test, long enough",))
HERE, ELSEWHERE = new_id(), new_id()
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def proof() -> str:
    return proof_of_work.solve(proof_of_work.challenge(KEYRING, HERE, NOW))


def verdict(
    proof: str, at: datetime = NOW, workspace: UUID = HERE, keyring: Keyring = KEYRING
) -> Verdict:
    return proof_of_work.check(keyring, workspace, proof, at).verdict


def test_a_solved_challenge_passes_within_two_hours_and_names_itself(proof: str) -> None:
    checked = proof_of_work.check(KEYRING, HERE, proof, NOW + timedelta(minutes=119))
    assert checked.verdict is Verdict.PASSED
    again = proof_of_work.check(KEYRING, HERE, proof.replace("~", "~0", 1), NOW)
    assert again.digest in {"", checked.digest}
    assert verdict(proof, NOW + timedelta(minutes=121)) is Verdict.WRONG
    assert verdict(proof, NOW - timedelta(minutes=2)) is Verdict.WRONG
    assert verdict(proof, workspace=ELSEWHERE) is Verdict.WRONG
    assert verdict(proof, keyring=Keyring(("another secret, as long as this",))) is Verdict.WRONG


def test_nothing_is_no_proof_and_anything_else_is_a_wrong_one(proof: str) -> None:
    challenge, _, numbers = proof.partition("~")
    assert verdict("") is Verdict.MISSING
    wrong = (
        challenge,
        f"{challenge}~",
        f"{challenge}~{'.'.join(numbers.split('.')[:-1])}",
        f"{challenge}~{numbers}.1",
        f"{challenge}~{'.'.join(['0'] * proof_of_work.PARTS)}",
        f"{challenge}~{'.'.join(['99999999999'] * proof_of_work.PARTS)}",
        f"{challenge}~{'.'.join(['9999999999'] * proof_of_work.PARTS)}",
        f"{challenge}~{'.'.join(['²'] * proof_of_work.PARTS)}",
        f"x{proof}",
        proof.replace("-14-", "-1-", 1),
        "~" * 5_000,
        "é~1",
    )
    assert {verdict(each) for each in wrong} == {Verdict.WRONG}
