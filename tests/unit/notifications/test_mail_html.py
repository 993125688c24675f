"""Mails to members as HTML: our own links can be pressed, nobody else's become links."""

from leadwright.features.notifications.mail_html import html_of

OURS = "https://leads.acme.example/go/1/leads/2"


def test_our_link_is_pressed_by_the_word_before_it() -> None:
    assert f'<a href="{OURS}">Open</a>' in html_of(f"A lead\n\nOpen: {OURS}\n", [OURS])


def test_a_link_that_stands_alone_says_what_it_opens() -> None:
    assert f'<a href="{OURS}">Open in Leadwright</a>' in html_of(f"A lead\n{OURS}", [OURS])


def test_what_a_lead_wrote_is_neither_markup_nor_a_link() -> None:
    page = html_of(f"  Press: https://evil.example/{OURS}\n  <b>now</b>\nOpen: {OURS}.evil", [OURS])
    assert "<a " not in page
    assert "&lt;b&gt;now&lt;/b&gt;" in page
