"""A draft that a person changed: cleaned, refused or set as HTML."""

import pytest

from leadwright.domain.errors import Invalid
from leadwright.features.messages.wording import cleaned, html_of, links_of


def test_the_subject_stays_on_one_line_so_that_no_header_is_smuggled_in() -> None:
    subject, text = cleaned(" Hello\r\nBcc: all@acme.example ", "One\r\nTwo\x00")
    assert subject == "Hello Bcc: all@acme.example"
    assert text == "One\nTwo\n"


def test_everything_that_is_wrong_is_said_at_once() -> None:
    with pytest.raises(Invalid) as refused:
        cleaned(" ", "x" * 20_001)
    assert {(p.field, p.reason) for p in refused.value.problems} == {
        ("subject", "missing"),
        ("text", "too_long"),
    }


def test_what_a_person_typed_is_text_in_the_html() -> None:
    html = html_of("<script>alert(1)</script> {braces} & more", "<b>", "en")
    assert "<script>" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt; {braces} &amp; more" in html


def test_only_addresses_that_were_links_stay_links() -> None:
    before = '<p><a href="https://acme.example/?a=1&amp;b=2" style="x">book</a></p>'
    links = links_of(before)
    assert links == ("https://acme.example/?a=1&b=2",)
    html = html_of(
        "See https://acme.example/?a=1&b=2 or https://evil.example", "S", "en", links=links
    )
    assert html.count("<a ") == 1
    assert '<a href="https://acme.example/?a=1&amp;b=2">' in html


def test_paragraphs_and_line_ends_stay() -> None:
    html = html_of("Hello\nAna\n\nBye", "S", "en")
    assert html.count("<p ") == 2
    assert "Hello<br>\nAna" in html
