"""The mail around the words: text and HTML say the same, and nothing in it can act."""

import re
from html.parser import HTMLParser

from tests.unit.replies.leads import BARE, OWNER, TIDEWATER, katrin

from leadwright.domain.reading import Intent
from leadwright.features.replies.composing.filling import compose
from leadwright.features.replies.composing.layout import html_mail, letterhead, text_mail

HOSTILE = (
    'Hello <script>alert(1)</script> & "you"\n\nsecond line\nbroken {{7*7}}\n\n'
    "https://evil.example and https://tidewater.example/meet/ines"
)


class Reader(HTMLParser):
    """The visible text and the links of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.text: list[str] = []
        self.links: list[str] = []
        self.tags: list[str] = []
        self._hidden = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self._hidden = tag in {"style", "title"}
        if tag == "a":
            self.links.append(dict(attrs)["href"] or "")

    def handle_endtag(self, tag: str) -> None:
        self._hidden = False

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.text.append(data)


def read(page: str) -> Reader:
    reader = Reader()
    reader.feed(page)
    return reader


def words(text: str) -> list[str]:
    return text.replace("-- \n", "").split()


def test_html_and_text_hold_the_same_words() -> None:
    draft = compose(katrin(Intent.PRICING_INQUIRY, "en", owner=OWNER), TIDEWATER)
    assert words(" ".join(read(draft.html).text)) == words(draft.text)


def test_no_space_slips_in_before_or_after_a_link() -> None:
    head = letterhead(katrin(Intent.DEMO_REQUEST, "en"), TIDEWATER, "en")
    page = html_mail("See (https://tidewater.example/meet/ines).", "Hello", head)
    assert ">See (<a href=" in re.sub(r">\s+", ">", page)
    assert "</a>)." in page


def test_a_leads_markup_is_shown_and_not_run() -> None:
    head = letterhead(katrin(Intent.DEMO_REQUEST, "en"), TIDEWATER, "en")
    page = html_mail(HOSTILE, "<b>subject</b>", head)
    assert "script" not in read(page).tags
    assert "&lt;script&gt;" in page
    assert "<b>subject</b>" not in page
    assert "{{7*7}}" in page


def test_only_our_own_links_are_clickable() -> None:
    head = letterhead(katrin(Intent.DEMO_REQUEST, "en"), TIDEWATER, "en")
    assert read(html_mail(HOSTILE, "s", head)).links == [
        "https://tidewater.example/meet/ines",
        "https://tidewater.example",
    ]


def test_the_mail_loads_nothing_and_knows_the_dark() -> None:
    page = compose(katrin(Intent.DEMO_REQUEST), TIDEWATER).html
    assert not re.search(r"<(?:img|link|script|iframe)|url\(|@import|src=", page)
    assert "prefers-color-scheme: dark" in page
    assert '<html lang="de"' in page
    assert "<title>" in page


def test_the_footer_says_why_the_mail_came() -> None:
    draft = compose(katrin(Intent.DEMO_REQUEST, "es"), TIDEWATER)
    footer = "Recibe este mensaje porque se puso en contacto con Tidewater Systems."
    assert draft.text.endswith(f"-- \n{footer}\n")
    assert footer in draft.html


def test_a_company_without_a_website_signs_without_one() -> None:
    head = letterhead(katrin(Intent.DEMO_REQUEST, "en"), BARE, "en")
    assert text_mail("Hello,\n\nyes.", head) == (
        "Hello,\n\nyes.\n\nKind regards,\nInes Carvalho\nTidewater Systems\n\n"
        "-- \nYou are receiving this message because you contacted Tidewater Systems.\n"
    )
