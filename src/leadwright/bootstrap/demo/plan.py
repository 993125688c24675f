"""The whole demo, decided before anything is written: posts at the door and what the team does.

Everything is drawn from the seed and a number, never from the date, so that the same seed tells
the same story on any day; only the dates in it move along.
"""

import tomllib
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from random import Random
from typing import Any

from leadwright.bootstrap.demo import texts, timing
from leadwright.bootstrap.demo.company_plan import FEWEST, CompanyAction, company_actions
from leadwright.bootstrap.demo.people import DATA, Crowd, Sender
from leadwright.bootstrap.demo.team_plan import TeamAction, actions_after, odds

_LANGUAGES = {"en": 50, "de": 15, "fr": 12, "es": 9, "it": 4, "nl": 4, "pt": 3, "pl": 3}
_INTENTS = {
    "demo_request": 20,
    "pricing_inquiry": 16,
    "product_question": 15,
    "purchase_intent": 9,
    "support_question": 11,
    "general_inquiry": 8,
    "partnership": 5,
    "job_seeker": 4,
    "press_or_investor": 2,
    "solicitation": 5,
    "spam": 4,
}
_RETURNING_SHARE = 0.08
_FIRST_RETURN = 9
_COMES_BACK = frozenset({"demo_request", "pricing_inquiry", "product_question"})


@dataclass(frozen=True)
class DemoOptions:
    """What was asked for: the same options make the same demo."""

    seed: int = 7
    leads: int = 300
    days: int = 90


@dataclass(frozen=True)
class Post:
    """One submission: who sends which fields from where. `trap`: what the bot among them fills in."""

    at: datetime
    number: int
    sender: Sender
    wants: str
    body: dict[str, str]
    address: str
    trap: str = ""


Step = Post | TeamAction | CompanyAction


def make(options: DemoOptions, until: datetime) -> tuple[Step, ...]:
    """Every step of the demo up to `until`, in order."""
    crowd = Crowd(options.seed)
    posts = _posts(options, until, crowd)
    actions = [action for post in posts for action in _after(options.seed, post)]
    steps: list[Step] = [*posts, *(action for action in actions if action.at < until)]
    if options.leads >= FEWEST:
        known = [(post.at, post.sender) for post in posts if post.wants in _COMES_BACK]
        steps += company_actions(options.seed, options.days, until, crowd, known)
    return tuple(sorted(steps, key=lambda step: (step.at, step.number)))


def _after(seed: int, post: Post) -> list[TeamAction]:
    sender = post.sender
    by = odds(post.wants, sender.firm.size, gave_phone=sender.phone is not None)
    return actions_after(seed, post.number, post.wants, post.at, by)


def _posts(options: DemoOptions, until: datetime, crowd: Crowd) -> list[Post]:
    coming_back = round(options.leads * _RETURNING_SHARE)
    moments = timing.arrivals(options.seed, options.leads + coming_back, options.days, until)
    rng = Random(f"{options.seed}:returning")  # noqa: S311 -- repeatable on purpose
    late = range(min(_FIRST_RETURN, len(moments)), len(moments))
    back = set(rng.sample(late, min(coming_back, len(late))))
    deck = texts.Deck(options.seed)
    posts: list[Post] = []
    for number, at in enumerate(moments):
        draw = Random(f"{options.seed}:post:{number}")  # noqa: S311
        earlier = _earlier(draw, posts) if number in back else None
        posts.append(_post(draw, number, at, earlier, crowd, deck))
    return posts


def _earlier(draw: Random, posts: list[Post]) -> Post | None:
    """Somebody who wrote a while ago and has a reason to write again."""
    fitting = [p for p in posts[: len(posts) * 2 // 3] if p.wants in _COMES_BACK]
    return draw.choice(fitting) if fitting else None


def _post(
    draw: Random, number: int, at: datetime, earlier: Post | None, crowd: Crowd, deck: texts.Deck
) -> Post:
    if earlier is not None:
        sender, wants = earlier.sender, earlier.wants
        text = deck.deal(sender.language, texts.RETURNING)
    else:
        language = draw.choices(list(_LANGUAGES), list(_LANGUAGES.values()))[0]
        wants = _wants(draw, language)
        sender = crowd.sender(number, language, wants)
        text = deck.deal(language, wants)
    message = texts.written(text, sender, at.date(), draw)
    return Post(
        at=at,
        number=number,
        sender=sender,
        wants=wants,
        body=_body(draw, sender, message),
        address=_address(draw),
        trap="http://example.net" if wants == "spam" and draw.random() < 0.3 else "",
    )


def _wants(draw: Random, language: str) -> str:
    written = texts.messages(language)
    known = [intent for intent in _INTENTS if intent in written]
    return draw.choices(known, [_INTENTS[intent] for intent in known])[0]


def _body(draw: Random, sender: Sender, message: str) -> dict[str, str]:
    """The fields of the form, as its page names them."""
    came = draw.choices(_sources(), [source["weight"] for source in _sources()])[0]
    body = {"name": sender.name, "email": sender.email, "message": message}
    if draw.random() < 0.86:
        body["company"] = sender.firm.name
    if sender.phone:
        body["phone"] = sender.phone
    if draw.random() < 0.3:
        body["job_title"] = sender.title
    return body | {"source": came["source"]} | dict(came.get("fields", {}))


@cache
def _sources() -> list[dict[str, Any]]:
    table: list[dict[str, Any]] = tomllib.loads((DATA / "sources.toml").read_text("utf-8"))[
        "source"
    ]
    return table


def _address(draw: Random) -> str:
    """From the networks reserved for documentation (RFC 5737)."""
    network = draw.choice(("192.0.2", "198.51.100", "203.0.113"))
    return f"{network}.{draw.randint(2, 250)}"
