import re
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from leadwright import web
from leadwright.domain.errors import FieldProblem
from leadwright.integrations import INTEGRATIONS
from leadwright.web.screens.public_site import landing
from leadwright.web.screens.public_site.demo_result import RunResult

LINKS = landing.SiteLinks(public_url="https://leads.example.com", privacy="/privacy")
TEMPLATES = Path(web.__path__[0]) / "templates"


# What the page may call by name, and the card without which it may not.
VENDORS = {
    "slack": "slack",
    "teams": "teams",
    "discord": "discord",
    "telegram": "telegram",
    "sms": "twilio",
    "s3-compatible": "object_storage",
}


@cache
def environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined
    )
    made.globals.update(
        vite=lambda entry: f"<!-- {entry} -->", icon_url="#{}".format, own_command="leadwright"
    )
    return made


def render(template: str, page: object) -> str:
    return environment().get_template(f"public/{template}").render(page=page)


def landing_page(demo: str | None = "/api/submit-lead?key=pk_1", **query: str) -> str:
    return render("landing.html", landing.landing_context(LINKS, landing.DemoStats(), query, demo))


def result_page(**result: object) -> str:
    run = RunResult.model_validate({"status": "answered", **result})
    return render("result.html", landing.result_context(LINKS, run))


@cache
def pages() -> dict[str, str]:
    problem = landing.problem_context(
        LINKS, "One thing", (FieldProblem("email", "too_long", "Shorten it"),)
    )
    return {
        "landing": landing_page(),
        "landing without demo": landing_page(None),
        "thanks": render(
            "thanks.html", landing.ThanksContext(LINKS, "/r/1", "https://example.com")
        ),
        "problem": render("problem.html", problem),
        "privacy": render("privacy.html", landing.PrivacyContext(LINKS)),
        "result": result_page(
            reply={"subject": "S", "text": "T"}, steps=[{"name": "send", "ms": 1}]
        ),
    }


class Attributes(HTMLParser):
    """Collects ids, references to ids, and attributes that a strict policy forbids."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.refers: list[str] = []
        self.forbidden: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == "id":
                self.ids.append(value or "")
            if name in {"for", "aria-labelledby", "aria-controls"} and tag != "output":
                self.refers.append(value or "")
            if name == "style" or name.startswith("on"):
                self.forbidden.append(f"{tag} {name}")
        if tag == "style" or (tag == "script" and ("type", "application/json") not in attrs):
            self.forbidden.append(tag)


@pytest.mark.parametrize("name", pages())
def test_a_public_page_needs_no_inline_style_or_script_and_no_foreign_host(name: str) -> None:
    html = pages()[name]
    found = Attributes()
    found.feed(html)
    assert found.forbidden == []
    assert re.findall(r"<(?:script|link|img)[^>]+https?://", html) == []


@pytest.mark.parametrize("name", pages())
def test_ids_stand_once_and_every_reference_meets_one(name: str) -> None:
    found = Attributes()
    found.feed(pages()[name])
    assert len(found.ids) == len(set(found.ids))
    assert set(found.refers) <= set(found.ids)


def test_the_demo_form_works_as_a_plain_html_form() -> None:
    html = landing_page()
    assert '<form action="/api/submit-lead?key=pk_1" method="post"' in html
    for field in ("name", "email", "company", "message", "_lw_hp"):
        assert f'name="{field}"' in html


def test_without_a_demo_workspace_no_form_promises_an_answer() -> None:
    html = landing_page(None)
    assert 'method="post" class' not in html
    assert "leadwright demo" in html
    assert "Send your own" not in html


def test_the_snippets_carry_this_servers_address() -> None:
    address = "https://leads.example.com/api/submit-lead?key=YOUR_KEY"
    assert landing_page().count(address) == 4


def test_the_page_promises_nothing_that_this_version_lacks() -> None:
    words = re.sub(r"<[^>]+>", " ", landing_page()).lower()
    for promise in ("deutsch", "crm", "linkedin", "chat widget", "landing-page builder"):
        assert promise not in words
    cards = {each.name for each in INTEGRATIONS}
    for vendor, card in VENDORS.items():
        assert vendor not in words or card in cards


def test_links_that_are_not_set_are_not_drawn() -> None:
    html = landing_page()
    assert ">Privacy</a>" in html
    assert ">Imprint</a>" not in html
    assert ">API</a>" not in html


def test_what_a_lead_wrote_is_text_on_its_result_page() -> None:
    reply = {"subject": "<b>S</b>", "text": "Hello <script>alert(1)</script>\n\n{{7*7}}"}
    html = result_page(reply=reply)
    assert "<script>alert" not in html
    assert "&lt;b&gt;S" in html
    assert "{{7*7}}" in html


def test_a_reply_stands_under_its_language_where_it_is_known() -> None:
    html = result_page(reply={"subject": "件名", "text": "お世話になっております。"}, language="ja")
    assert html.count('lang="ja"') == 2
    assert 'lang=""' not in result_page(reply={"subject": "S", "text": "T"})


def test_a_submitter_sees_the_reply_and_no_trace_or_score() -> None:
    html = result_page(reply={"subject": "S", "text": "T"})
    assert "Your message is answered" in html
    assert "data-step" not in html
    assert "Line by line" not in html


@pytest.mark.parametrize(
    ("result", "words"),
    [
        ({"status": "held"}, "A person looks at this first."),
        ({"status": "stopped", "stop_reason": "solicitation"}, "This reads as a sales pitch"),
        ({"status": "failed"}, "The reply has not left yet."),
        ({"status": "unconfirmed"}, "which then fell silent."),
    ],
)
def test_an_unusual_end_shows_its_one_sentence(result: dict[str, str], words: str) -> None:
    shown = re.findall(
        r'data-notice="[^"]+" class="[^"]+">(.*?)</div>',
        result_page(**result, steps=[{"name": "store", "ms": 1}]),
        re.DOTALL,
    )
    assert len(shown) == 1
    assert words in shown[0]


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("held", "A person reads it before our answer leaves."),
        ("stopped", "No answer leaves by itself."),
        ("failed", "Our answer has not left yet."),
        ("unconfirmed", "Our answer may have reached you already."),
    ],
)
def test_who_wrote_to_a_real_workspace_is_told_in_words_for_them(status: str, words: str) -> None:
    html = result_page(status=status)
    assert "We have your message" in html
    assert words in html
    for inside in ("quarantine", "draft", "approval", "mail server"):
        assert inside not in html


def test_an_open_run_looks_again_by_itself() -> None:
    assert '<meta http-equiv="refresh" content="1">' in result_page(status="processing")
    assert "http-equiv" not in result_page()


def test_a_problem_names_the_field_the_reason_and_the_remedy() -> None:
    assert '<span class="font-medium">email</span>: Too long. Shorten it.' in pages()["problem"]


def test_shared_figures_fill_the_calculator_without_a_script() -> None:
    html = landing_page(leads="50", low="30", high="1")
    assert 'name="leads" type="number" min="0" value="50"' in html
    assert 'name="high" type="range" min="0" max="30" value="30"' in html
