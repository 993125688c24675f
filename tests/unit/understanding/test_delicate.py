"""To some messages no machine should answer; the same words in a buyer's mouth are business."""

import json
from pathlib import Path

import pytest

from leadwright.features.understanding.delicate import is_delicate

CASES = [
    json.loads(line)
    for line in Path("evals/understanding/delicate.jsonl").read_text("utf-8").splitlines()
]
# Support answers these with a plain acknowledgement, as the contract labels them.
ANSWERED = "data_protection"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_grief_threats_and_insults_wait_for_a_person_and_business_does_not(
    case: dict[str, str],
) -> None:
    is_business = case["kind"] in {"ordinary", ANSWERED}
    assert is_delicate(case["message"]) is not is_business


@pytest.mark.parametrize(
    ("hurts", "does_not"),
    [
        ("My mother died on Sunday.", "Our old server died on Sunday."),
        ("We have filed for insolvency.", "Our vendor has filed for insolvency."),
        ("My lawyer will take you to court.", "My lawyer will read it before we sign."),
        ("Ich bin 9 Jahre alt und will das kaufen.", "Ich bin 39 Jahre alt und will das kaufen."),
        ("Mon père est décédé.", "Nous gérons les obsèques et les décès de nos familles."),
        ("Jullie zijn oplichters!", "Wij trainen personeel om oplichters te herkennen."),
        ("Mój syn jest w szpitalu.", "Mój syn zarządza szpitalem na 300 łóżek."),
        ("父が亡くなりました。", "父が創業した会社です。"),
    ],
)
def test_who_and_what_is_meant_decides(hurts: str, does_not: str) -> None:
    assert is_delicate(hurts)
    assert not is_delicate(does_not)
