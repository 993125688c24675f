"""Tables nobody has seen: read, judged and learned from, or refused in words."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from leadwright.domain.errors import Invalid
from leadwright.features.prediction.training.preparing import PreparationOptions
from leadwright.features.prediction.training.reading import read_table
from leadwright.features.prediction.training.report import train_file

Write = Callable[..., Path]
ROWS = 240


def silent(_: str) -> None: ...


def train(path: Path, label: str = "won", **wish: Any) -> dict[str, Any]:
    return train_file(path, PreparationOptions(label, **wish), silent)


def reasons(report: dict[str, Any]) -> dict[str, str]:
    return {each["column"]: each["reason"] for each in report["excluded"]}


def doubts(report: dict[str, Any]) -> dict[str, str]:
    return {each["column"]: each["why"] for each in report["suspects"]}


class Leads:
    """A made-up table whose outcome leans on size and source, and on nothing else."""

    def __init__(self, rows: int = ROWS, seed: int = 1) -> None:
        self.random = np.random.default_rng(seed)
        self.size = self.random.lognormal(3, 1, rows)
        self.source = self.random.choice(["ads", "fair", "friend"], rows)
        log_odds = np.log(self.size) - 3.3 + 1.2 * (self.source == "friend")
        self.won = self.random.random(rows) < 1 / (1 + np.exp(-log_odds))

    @property
    def columns(self) -> dict[str, Iterable[object]]:
        return {
            "size": [f"{each:.2f}" for each in self.size],
            "source": self.source,
            "won": np.where(self.won, "yes", "no"),
        }


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def to_file(
        columns: dict[str, Iterable[object]], delimiter: str = ",", encoding: str = "utf-8"
    ) -> Path:
        lines = [columns.keys(), *zip(*columns.values(), strict=True)]
        text = "\n".join(delimiter.join(f'"{cell}"' for cell in line) for line in lines)
        path = tmp_path / "leads.csv"
        path.write_bytes(text.encode(encoding))
        return path

    return to_file


def test_the_report_has_every_figure_of_the_contract_and_learns_what_is_there(write: Write) -> None:
    leads = Leads()
    report = train(write(leads.columns))
    for name in ("auc", "log_loss", "brier", "ece", "lift_top_decile", "capture_30"):
        low, high = report["intervals"][name]
        assert low <= report[name] <= high
    assert report["model"] in {"logistic", "logistic_straight", "lightgbm"}
    assert (report["rows"], report["positives"]) == (ROWS, int(leads.won.sum()))
    assert report["split"] == "5-fold"
    assert report["features"] == ["size", "source"]
    assert report["auc"] > 0.65


@pytest.mark.parametrize(
    ("delimiter", "encoding"),
    [(";", "utf-8-sig"), ("\t", "utf-16"), ("|", "cp1252"), (",", "utf-16-le")],
)
def test_delimiters_encodings_and_decimal_commas_change_nothing(
    write: Write, delimiter: str, encoding: str
) -> None:
    columns = Leads().columns
    plain = train(write(columns))
    columns["size"] = [str(each).replace(".", ",") + " €" for each in columns["size"]]
    columns["source"] = ["Fähre" if each == "fair" else each for each in columns["source"]]
    again = train(write(columns, delimiter, encoding))
    assert again["auc"] == plain["auc"]


BROKEN = "The file is UTF-8 and broken in places (line 7): \ufffd stands there."


def test_one_broken_byte_is_told_with_its_line_and_the_rest_stays_utf_8(write: Write) -> None:
    columns = Leads().columns | {"city": ["Köln", "Łódź", "東京", "Ω"] * (ROWS // 4)}
    whole = train(write(columns))
    path = write(columns)
    lines = path.read_bytes().split(b"\n")
    lines[6] = lines[6].replace("Łódź".encode(), b"\xc5\xc3\xb3d\xc5\xba")
    path.write_bytes(b"\n".join(lines))
    report = train(path)
    assert BROKEN in report["notes"]
    assert report["rows"] == whole["rows"]
    city = read_table(path).columns[-1]
    assert set(city.values) == {"", "Köln", "Łódź", "東京", "Ω", "\ufffdódź"}
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert BROKEN in train(path)["notes"]


def test_a_file_of_windows_says_where_it_is_no_utf_8(write: Write) -> None:
    columns = Leads().columns | {"city": ["Köln", "Bonn", "Bonn", "Bonn"] * (ROWS // 4)}
    report = train(write(columns, encoding="cp1252"))
    note = "The file is no UTF-8 (line 2, 6, 10, 14, 18 and more); it was read as Windows-1252."
    assert note in report["notes"]


@pytest.mark.parametrize("title", ["Lead export", "Leads 2026,,", "\n\nby:,Ann Lee\nsince,2026"])
def test_titles_above_the_header_are_passed_over_and_told(write: Write, title: str) -> None:
    path = write(Leads().columns)
    plain = train(path)
    path.write_text(f"{title}\n\n{path.read_text('utf-8')}", "utf-8")
    report = train(path, label="Won")
    assert (report["auc"], report["features"]) == (plain["auc"], plain["features"])
    assert any("The header is below" in note for note in report["notes"])
    with pytest.raises(Invalid, match=r"The file has: size, source, won\."):
        train(path, label="gone")


def test_leaks_identifiers_and_constants_are_left_out_with_their_reason(write: Write) -> None:
    leads = Leads()
    columns = leads.columns | {
        "id": [f"L-{n:05}" for n in range(ROWS)],
        "number": range(70_000, 70_000 + ROWS),
        "country": ["DE"] * ROWS,
        "note": ["", *[""] * (ROWS - 1)],
        "contract": np.where(leads.won, leads.random.normal(9000, 10, ROWS).round(2), ""),
        "last words": [
            f"{'signed the offer' if won else 'no answer yet'} on day {n} after all"
            for n, won in enumerate(leads.won)
        ],
    }
    path = write(columns)
    assert reasons(train(path)) == {
        "id": "identifier",
        "number": "identifier",
        "country": "constant",
        "note": "empty",
        "contract": "leak",
        "last words": "leak",
    }
    kept = train(path, keep=("contract",), exclude=("number",))
    assert "contract" in kept["features"]
    assert kept["auc"] > 0.98
    assert reasons(kept)["number"] == "asked"


def test_doubts_are_named_and_kept(write: Write) -> None:
    leads = Leads(280)
    coin = leads.random.random(280)
    later = np.where(leads.won, coin < 0.8, coin < 0.3)
    report = train(
        write(
            leads.columns
            | {
                "birthDate": [f"19{n % 40 + 50}-03-0{n % 7 + 1}" for n in range(280)],
                "who": leads.random.choice(["Mr", "Mrs"], 280),
                "post_code": leads.random.integers(10_000, 99_999, 280),
                "lead_status": leads.random.choice(["a", "b", "c"], 280),
                "budget": np.where(later, leads.random.choice(["5k", "10k"], 280), ""),
                "calm": leads.random.normal(size=280).round(3),
            }
        )
    )
    found = doubts(report)
    assert set(found) == {"birthDate", "who", "post_code", "lead_status", "budget"}
    assert set(found) <= set(report["features"])
    for name, word in (("who", "protected"), ("post_code", "proxy"), ("budget", "filled in")):
        assert word in found[name]


def test_where_few_are_won_a_level_that_wins_as_seldom_as_all_is_no_suspect(write: Write) -> None:
    leads = Leads(4_000)
    won = np.arange(4_000) % 200 == 0
    columns = {"place": np.array(["x", "y", "z"])[leads.random.integers(0, 3, 4_000)]}
    assert not doubts(train(write(leads.columns | columns | {"won": won.astype(int)})))


def test_a_share_that_was_counted_from_the_outcome_is_named_and_an_honest_chance_is_not(
    write: Write,
) -> None:
    leads = Leads(1_200)
    group = leads.random.integers(0, 200, 1_200)
    share = np.bincount(group, leads.won)[group] / np.bincount(group)[group]
    told = np.round(1 / (1 + np.exp(3.3 - np.log(leads.size))), 1).clip(0.1, 0.9)
    found = doubts(train(write(leads.columns | {"group_rate": share.round(4), "told": told})))
    assert "counted from the outcome" in found["group_rate"]
    assert "told" not in found


def test_columns_encoded_by_the_outcome_are_named_and_random_ones_of_many_values_lift_nothing(
    write: Write,
) -> None:
    """A campaign says nothing here; its rate does, where the row's own outcome went into it."""
    leads = Leads(1_500)
    plain = train(write(leads.columns))
    campaign = leads.random.integers(0, 150, 1_500)
    named = leads.columns | {"campaign": [f"c{each}" for each in campaign]}
    report = train(write(named))
    assert report["auc"] < plain["auc"] + 0.01
    assert not report["suspects"]
    wins, rows = np.bincount(campaign, leads.won)[campaign], np.bincount(campaign)[campaign]
    drawn = (wins + 10 * leads.won.mean()) / (rows + 10)
    without_own = (wins - leads.won) / np.maximum(rows - 1, 1)
    found = doubts(train(write(named | {"drawn": drawn.round(4), "rest": without_own.round(4)})))
    assert set(found) == {"drawn", "rest"}
    assert "share of wins" in found["drawn"]
    assert "within each campaign it tells the outcome" in found["rest"]


def test_columns_that_are_never_filled_in_on_one_row_are_no_trouble(write: Write) -> None:
    leads = Leads()
    odd = np.arange(ROWS) % 2 == 1
    columns = {
        "floor": np.where(odd, leads.random.integers(0, 30, ROWS), ""),
        "hall": np.where(odd, "", leads.random.choice(["east", "west"], ROWS)),
    }
    assert train(write(leads.columns | columns))["features"] == ["size", "source", "floor", "hall"]


def test_two_columns_that_tell_the_outcome_only_together_are_named(write: Write) -> None:
    leads = Leads(1_200)
    mask = leads.random.random(1_200) < 0.5
    report = train(
        write(
            leads.columns
            | {"left": np.where(mask, "x", "y"), "right": np.where(mask ^ leads.won, "x", "y")}
        )
    )
    found = doubts(report)
    assert "left" in found
    assert "right" in found


def test_copies_of_a_row_never_stand_in_two_folds(write: Write) -> None:
    """Noise, each row three times under new ids: a model that sees its copies would shine."""
    random = np.random.default_rng(3)
    once = {f"x{n}": random.normal(size=110).round(4) for n in range(8)}
    columns: dict[str, Iterable[object]] = {name: np.tile(each, 3) for name, each in once.items()}
    columns |= {
        "lead_id": random.permutation(330),
        "won": np.tile(random.integers(0, 2, 110), 3),
    }
    report = train(write(columns))
    assert 0.35 < report["auc"] < 0.65
    assert reasons(report) == {"lead_id": "identifier"}
    assert any("220 rows are copies" in note for note in report["notes"])


def test_a_time_column_splits_before_and_after(write: Write) -> None:
    leads = Leads(290)
    days = [f"{n % 28 + 1:02}.{n // 28 % 12 + 1:02}.{2020 + n // 336}" for n in range(290)]
    report = train(write(leads.columns | {"created": days}), time="created")
    assert report["split"] == "time"
    assert report["tested_rows"] == 58
    assert reasons(report) == {"created": "time"}
    assert any("earlier part" in note for note in report["notes"])


@pytest.mark.parametrize(
    ("words", "positive"),
    [
        (("Closed Lost", "Closed Won"), "Closed Won"),
        (("nein", "ja"), "ja"),
        (("False", "True"), "True"),
        (("-1", "1"), "1"),
        (("lost", "gold"), "gold"),
        (("2", "7"), "7"),
    ],
)
def test_the_good_outcome_is_found_among_words(
    write: Write, words: tuple[str, str], positive: str
) -> None:
    leads = Leads(80)
    report = train(write(leads.columns | {"won": np.where(leads.won, words[1], words[0])}))
    assert report["label"]["positive"] == positive
    assert report["positives"] == int(leads.won.sum())


def test_of_several_outcomes_the_open_ones_are_left_out(write: Write) -> None:
    leads = Leads()
    outcome = np.where(leads.won, "Won", "Lost")
    outcome[:50], outcome[50:55], outcome[55:60] = "Open", "TBD", ""
    report = train(write(leads.columns | {"won": outcome}))
    assert report["rows"] == ROWS - 60


@pytest.mark.parametrize(
    ("change", "wish", "words"),
    [
        ({"won": ["yes"] * ROWS}, {}, "only the value 'yes'"),
        ({"won": [""] * ROWS}, {}, "no value at all"),
        ({"won": [str(n % 5) for n in range(ROWS)]}, {}, "--positive VALUE"),
        ({"won": ["yes", "yes", *["no"] * (ROWS - 2)]}, {}, "at least 30 rows and 8 of each"),
        ({}, {"label": "Gewonnen"}, "There is no column 'Gewonnen'"),
        ({}, {"positive": "maybe"}, "Its values are: 'no', 'yes'"),
        ({}, {"exclude": ("sise",)}, "There is no column 'sise'"),
        ({}, {"exclude": ("size", "source")}, "no column is left"),
        ({}, {"time": "source"}, "no dates or numbers"),
        ({}, {"time": "won"}, "'won' is the outcome and cannot be the time"),
    ],
)
def test_a_table_that_cannot_teach_is_refused_in_words(
    write: Write, change: dict[str, Any], wish: dict[str, Any], words: str
) -> None:
    with pytest.raises(Invalid) as refused:
        train(write(Leads().columns | change), **wish)
    said = str(refused.value).replace("'yes', 'no'", "'no', 'yes'")
    assert words in said
    assert refused.value.problems


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"\xef\xbb\xbf\n\n", "is empty"),
        (b"size,won\n", "no rows"),
        (b"PK\x03\x04 and so on", "a workbook or an archive"),
        (b"a,b\n" + b"\x00\x01\x02" * 50, "binary"),
        (b'size,won\n1,"yes\n' + b"2,no\n" * 60, "none closes it"),
    ],
)
def test_a_file_that_is_no_table_is_refused(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "odd.csv"
    path.write_bytes(content)
    with pytest.raises(Invalid, match=words):
        train(path)


def test_chances_stay_calibrated_where_a_part_of_the_rows_would_choose_other_settings(
    write: Write,
) -> None:
    leads = Leads(2_600, seed=4)
    noise = {f"noise {n}": leads.random.normal(0, 1, 2_600).round(3) for n in range(5)}
    report = train(write({**noise, **leads.columns}))
    assert {name: one["ece"] for name, one in report["learners"].items() if one["ece"] > 0.03} == {}


def test_a_column_of_hundreds_of_values_is_learned_from_value_by_value(write: Write) -> None:
    random = np.random.default_rng(8)
    campaign = random.integers(0, 300, 6_000)
    lean = random.normal(0, 1.5, 300)[campaign]
    won = random.random(6_000) < 1 / (1 + np.exp(-lean))
    columns = {"campaign": [f"c{n}" for n in campaign], "won": won.astype(int)}
    assert train(write(columns))["auc"] > 0.74


def test_what_depends_on_several_columns_at_once_is_seen(write: Write) -> None:
    random = np.random.default_rng(9)
    told = random.normal(size=(1_600, 6)).round(3)
    a, b, c, d, e, _ = told.T
    won = random.random(1_600) < 1 / (1 + np.exp(-3 * (a * b + 0.7 * c * d + e + 0.5 * b)))
    columns = {f"x{n}": told[:, n] for n in range(6)} | {"won": won.astype(int)}
    report = train(write(columns))
    assert report["model"] == "lightgbm_deep"
    assert report["auc"] > report["learners"]["lightgbm"]["auc"] + 0.02


def test_numbers_that_count_evenly_are_read_as_lines(write: Write) -> None:
    random = np.random.default_rng(3)
    told = random.normal(size=(280, 6)).round(3)
    won = random.random(280) < 1 / (1 + np.exp(-1.5 * (told @ [1.0, -0.8, 0.6, 0.5, 0, 0])))
    columns = {f"x{n}": told[:, n] for n in range(6)} | {"won": won.astype(int)}
    report = train(write(columns))
    assert report["model"] == "logistic_straight"
    learners = report["learners"]
    assert learners["logistic_straight"]["log_loss"] < learners["logistic"]["log_loss"]


def test_rubbish_gives_no_better_than_chance(write: Write) -> None:
    random = np.random.default_rng(5)
    columns: dict[str, Iterable[object]] = {
        f"n{n}": random.choice(["1e309", "-", "0", "7", "NaN", "x", "=1+1", "日本"], 300)
        for n in range(50)
    }
    report = train(write(columns | {"won": random.integers(0, 2, 300)}))
    assert 0.35 < report["auc"] < 0.65
    assert report["ece"] < 0.15
    assert "luck" in report["notes"][-1]
    assert "luck" not in str(train(write(Leads().columns))["notes"])
