"""The macros every screen draws with, and the page that shows them all."""

import re
from dataclasses import fields

import pytest

from leadwright.web import assets
from leadwright.web.render import environment
from leadwright.web.screens.styleguide.examples import example
from leadwright.web.view import LedgerPart, LedgerRow

TEMPLATES = assets.STATIC.parent / "templates"


UI = environment.get_template("components/ui.html").module


def _draw(macro: str, *values: object, **options: object) -> str:
    made: str = getattr(UI, macro)(*values, **options)
    return made


def _styleguide() -> str:
    context = example()
    values = {field.name: getattr(context, field.name) for field in fields(context)}
    return environment.get_template("pages/styleguide/index.html").render(**values)


def _public_macros() -> set[str]:
    texts = [path.read_text() for path in (TEMPLATES / "components").glob("*.html")]
    return set(re.findall(r"{%- macro ([a-z]\w*)\(", "".join(texts)))


def test_the_styleguide_needs_no_database_and_shows_both_themes() -> None:
    html = _styleguide()
    assert html.count('<div data-theme="light"') == 1
    assert html.count('<div data-theme="dark"') == 1


def test_every_macro_has_a_place_under_ui() -> None:
    assert {name for name in _public_macros() if not hasattr(UI, name)} == set()


def test_no_id_stands_twice_on_a_page() -> None:
    ids = re.findall(r'\sid="([^"]+)"', _styleguide())
    assert sorted(ids) == sorted(set(ids))


def test_a_page_keeps_to_a_content_policy_without_inline_code() -> None:
    html = _styleguide()
    assert not re.search(r"\sstyle=|\son[a-z]+=|hx-on|javascript:|<style", html)
    assert re.findall(r"<script(?![^>]*\ssrc=)", html) == []


def test_the_ledger_of_the_example_adds_up_to_the_hundredth() -> None:
    context = example()
    for part in context.parts:
        assert round(sum(row.points for row in part.rows), 2) == part.points
        assert round(sum(row.in_total for row in part.rows), 2) == part.in_total
    shares = [part.in_total for part in context.parts] + [row.in_total for row in context.rest]
    assert round(sum(shares), 2) == context.total
    assert round(sum(points for _, points in context.reasons), 2) == context.total


def test_what_people_write_is_shown_and_never_run() -> None:
    hostile = "<script>alert(1)</script>\"'{{7*7}}"
    drawn = [
        _draw("fact_row", hostile, hostile, hostile),
        _draw("letter", hostile),
        _draw("toast", hostile),
        _draw("chip", hostile, hostile, "/leads"),
        _draw("field", "name", hostile, hostile, error=hostile),
        _draw("button", hostile, attrs={"hx-post": hostile}),
        _draw("copy_box", hostile, hostile, "box"),
    ]
    for html in drawn:
        assert "<script" not in html
        assert "49" not in html
        assert "alert(1)" in html


def test_a_chart_of_a_day_without_leads_is_drawn() -> None:
    html = _draw("hour_chart", ((0, 0),) * 3 + (None,) * 21)
    assert "0 leads, 0 stopped" in html
    assert 'class="fill"' not in html


def test_a_flat_line_and_a_single_point_are_no_division_by_zero() -> None:
    assert "<path" in _draw("sparkline", [5, 5, 5], "flat")
    assert _draw("sparkline", [5], "one").strip() == ""


def test_a_bar_never_leaves_its_frame() -> None:
    row = LedgerRow("far below", -90, -90)
    part = LedgerPart("Fit", 100, -90, -90, (row,))
    bars = re.findall(r'<rect x="([\d.]+)" width="([\d.]+)"', _draw("ledger", [part], [], -90))
    assert [(float(x), float(width)) for x, width in bars] == [(0, 12)]


def test_shares_of_a_whole_end_where_the_whole_ends() -> None:
    html = _draw("split_bar", [("new", 1, "new"), ("bad", 2, "bad")], "Rows")
    last_x, last_width = re.findall(r'x="([\d.]+)" width="([\d.]+)"', html)[-1]
    assert round(float(last_x) + float(last_width), 1) == 100
    assert "Rows: 1 new, 2 bad" in html


def test_a_minus_is_the_sign_and_not_a_hyphen() -> None:
    assert str(_draw("signed", -2.4)) == "−2.40"
    assert str(_draw("signed", 11.2)) == "+11.20"


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Ines Carvalho", "IC"), ("Madonna", "M"), ("  ", "?"), ("Ada de la Cruz", "AC")],
)
def test_initials_are_first_and_last(name: str, letters: str) -> None:
    assert str(_draw("initials", name)) == letters


def test_whatever_a_page_exchanges_while_it_follows_a_job_stands_on_some_page() -> None:
    """A target that nothing has would leave the page as it was for ever, without a word."""
    drawn = "".join(path.read_text() for path in TEMPLATES.rglob("*.html"))
    wanted = set(re.findall(r'hx-(?:target|select)="#([a-z-]+)"', drawn))
    assert wanted
    assert {name for name in wanted if f'id="{name}"' not in drawn} == set()


def test_the_way_back_has_its_word_where_only_an_arrow_is_seen() -> None:
    drawn = _draw("path", "Automations", "/w/acme/automations")
    assert 'href="/w/acme/automations"' in drawn
    assert '<span class="max-sm:sr-only">Automations</span>' in drawn
