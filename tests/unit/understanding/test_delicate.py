"""To some messages no machine should answer; the same words in a buyer's mouth are business."""

import json
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from leadwright.domain.reading import Matter
from leadwright.features.understanding.delicate import is_delicate
from leadwright.features.understanding.heads import Heads
from leadwright.features.understanding.reader import MessageIn, read_message
from leadwright.ports.embedder import Embedder

CASES = [
    json.loads(line)
    for line in Path("evals/understanding/delicate.jsonl").read_text("utf-8").splitlines()
]
# No words tell these, only their meaning.
CALM = "data_protection"
BLIND = ("delicate_sixth", "delicate_seventh")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_grief_threats_and_insults_wait_for_a_person_and_business_does_not(
    case: dict[str, str],
) -> None:
    is_business = case["kind"] in {"ordinary", CALM}
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


def matter_of(message: str, embedder: Embedder, heads: Heads) -> Matter | None:
    reading = read_message(MessageIn(message=message), embedder, heads, date(2026, 11, 22))
    assert reading.matter is not Matter.GRAVE or not reading.expect_auto_reply
    assert (
        reading.matter is not Matter.OWN_DATA or reading.expect_auto_reply
    )  # as the contract has it
    return reading.matter


@pytest.mark.parametrize(
    "message",
    [
        "What do you know about me, and since when?",
        "Bitte vernichten Sie meine Bewerbung und alles, was Sie über mich haben.",
        "Je ne veux plus recevoir vos publicités, retirez-moi.",
        "¿Qué información personal mía guardan?",
        "Chiedo che il mio profilo sia eliminato.",
        "Quero saber que dados meus vocês têm.",
        "Verwijder mijn gegevens alstublieft.",
        "Proszę o usunięcie moich danych z bazy.",
        "私に関する登録情報を削除してください。",
    ],
)
def test_a_calm_request_about_ones_own_data_is_a_persons(
    message: str, embedder: Embedder, heads: Heads
) -> None:
    assert matter_of(message, embedder, heads) is Matter.OWN_DATA


def test_meaning_finds_what_no_word_tells_and_leaves_business_alone(
    embedder: Embedder, heads: Heads
) -> None:
    """Two sets that nothing was learned from; by words alone 6 of the 40 were found."""
    found: Counter[str] = Counter()
    for name in BLIND:
        path = Path(f"evals/understanding/{name}.jsonl")
        for case in map(json.loads, path.read_text("utf-8").splitlines()):
            kind = "business" if case["expect_auto_reply"] else "matter"
            found[kind] += matter_of(case["message"], embedder, heads) is not None
    assert found["matter"] >= 36
    assert found["business"] <= 3
