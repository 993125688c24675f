"""A message of many screens leaves its reply in sight."""

import re

from leadwright.web.render import environment

UI = environment.get_template("components/ui.html").module


def _drawn(text: str) -> str:
    made: str = getattr(UI, "long_letter")(text)  # noqa: B009 -- macros have no types
    return made


def test_a_letter_of_a_screen_is_shown_whole_without_anything_to_press() -> None:
    assert "<details" not in _drawn("Could you show us how routing works?\n\nKatrin")


def test_a_letter_of_many_screens_can_be_unfolded_without_a_script_and_holds_every_word() -> None:
    page = _drawn("We looked at many tools. " * 200)
    assert page.count("We looked at many tools.") == 200
    summary = re.search(r"<summary[^>]*>(.*?)</summary>", page)
    assert summary
    assert re.sub("<[^>]+>", " ", summary[1]).split()[:4] == ["Show", "all", "5,000", "characters"]


def test_many_short_lines_are_many_screens_too() -> None:
    assert "<details" in _drawn("seat\n" * 100)
