"""Products and competitors: from a workspace's lists, and from the wording alone."""

import json
from pathlib import Path
from typing import Any

import pytest

from leadwright.features.understanding.entities.competitors import find_competitors
from leadwright.features.understanding.entities.named import find_listed
from leadwright.features.understanding.entities.products import find_products

SENTENCES = Path(__file__).parents[3] / "evals/understanding/names.jsonl"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Is the tx 300 still made?", "TX-300"),
        ("Is the TX300 still made?", "TX-300"),
        ("ＴＸ－３００はまだ製造していますか。", "TX-300"),
        ("We looked at FIELDRUNNER last week.", "FieldRunner"),
        ("We looked at Field Runner last week.", "FieldRunner"),
        ("Wir haben den Field-Runner gesehen.", "FieldRunner"),
        ("What about FieldRunner's calendar?", "FieldRunner"),
        ("Pracujemy z Plannerem od roku.", "Planner"),
        ("Two Planners, please.", "Planner"),
        ("プランナーの料金を教えてください。", "Planner"),
        ("ハブスポットから乗り換えたいです。", "HubSpot"),
        ("HubSpotを使っています。", "HubSpot"),
        ("Ｐｌａｎｎｅｒを試したいです。", "Planner"),
        ("セールスフォースと比べてどうですか。", "Salesforce"),
    ],
)
def test_a_listed_name_is_found_however_it_is_written(text: str, name: str) -> None:
    listed = ("TX-300", "FieldRunner", "Planner", "HubSpot", "Salesforce")
    assert find_listed(text, listed) == (name,)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("We need a plan for planning.", "Planner"),
        ("The TX-3000 is too big.", "TX-300"),
        ("We till the field by hand.", "Arc"),
        ("Please search the archive.", "Arc"),
        ("an arc of two metres", "Arc"),
        ("プラントの見学を希望します。", "Planner"),
        ("anything at all", "--"),
    ],
)
def test_a_likeness_is_no_mention(text: str, name: str) -> None:
    assert find_listed(text, (name,)) == ()


def labelled() -> list[Any]:
    sentences = map(json.loads, SENTENCES.read_text("utf-8").splitlines())
    return [pytest.param(s, id=s["message"]) for s in sentences]


@pytest.mark.parametrize("sentence", labelled())
def test_clear_wording_gives_names_away_without_a_list(sentence: dict[str, Any]) -> None:
    rivals = find_competitors(sentence["message"])
    ours = find_products(sentence["message"], frozenset(name.casefold() for name in rivals))
    assert list(rivals) == (sentence["competitors"] or [])
    assert list(ours) == (sentence["products"] or [])


def test_what_is_to_be_connected_is_no_competitor() -> None:
    assert find_competitors("We currently use Loonwijzer, can you sync with it?") == ()
    assert find_competitors("We currently use Loonwijzer and it is slow.") == ("Loonwijzer",)


def test_a_name_of_ours_is_no_rival() -> None:
    assert find_competitors("Compared to Planner, what is new?", frozenset({"planner"})) == ()
