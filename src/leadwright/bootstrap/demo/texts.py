"""What they write: hand-written messages, dealt like cards, with the sender's own details filled in."""

import tomllib
from datetime import date, timedelta
from functools import cache
from random import Random

from babel.dates import format_date
from babel.numbers import format_currency

from leadwright.bootstrap.demo.people import DATA, Sender

LANGUAGES = ("en", "de", "fr", "es", "it", "nl", "pt", "pl")
RETURNING = "again"
_CURRENCY = {"GB": "GBP", "US": "USD", "AU": "AUD", "PL": "PLN"}


@cache
def messages(language: str) -> dict[str, tuple[str, ...]]:
    """All messages in a language by what they want."""
    table = tomllib.loads((DATA / f"messages.{language}.toml").read_text("utf-8"))
    return {intent: tuple(text.strip() for text in texts) for intent, texts in table.items()}


class Deck:
    """Deals messages without repeating one before all of its kind were dealt."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._rest: dict[tuple[str, str], list[str]] = {}

    def deal(self, language: str, intent: str) -> str:
        rest = self._rest.setdefault((language, intent), [])
        if not rest:
            rest.extend(messages(language)[intent])
            Random(f"{self._seed}:deck:{language}:{intent}").shuffle(rest)  # noqa: S311
        return rest.pop()


def written(text: str, sender: Sender, on: date, rng: Random) -> str:
    """The message as this sender would send it on that day."""
    body = text.format_map(_details(sender, on, rng))
    return body if "{name}" in text or "{first}" in text else body + _signature(sender, rng)


def _details(sender: Sender, on: date, rng: Random) -> dict[str, str]:
    language, firm = sender.language, sender.firm
    team = max(4, round(firm.size * rng.uniform(0.3, 0.9)))
    month = on + timedelta(days=rng.randint(40, 130))
    yearly = max(2, round(team * rng.uniform(0.25, 0.5))) * 1000
    return {
        "name": sender.name,
        "first": sender.first,
        "title": sender.title,
        "firm": firm.name,
        "city": firm.city,
        "trade": firm.trade,
        "staff": firm.staff,
        "team": str(team),
        "few": str(rng.randint(2, min(9, team - 1))),
        "visits": str(team * rng.randint(4, 9)),
        "budget": _money(yearly, firm.country, language),
        "monthly": _money(max(100, round(yearly / 1200) * 100), firm.country, language),
        "date": _day(on + timedelta(days=rng.randint(18, 75)), language),
        "soon": _day(_workday(on + timedelta(days=rng.randint(3, 11))), language),
        "past": _day(_workday(on - timedelta(days=rng.randint(2, 9))), language),
        "month": format_date(month, "LLLL", locale=language),
        "order": f"N-{rng.randint(10_400, 18_900)}",
    }


def _money(amount: int, country: str, language: str) -> str:
    currency = _CURRENCY.get(country, "EUR")
    return format_currency(
        amount, currency, locale=language, format=_pattern(language), currency_digits=False
    ).replace("\xa0", " ")


def _pattern(language: str) -> str:
    return "¤#,##0" if language == "en" else "#,##0 ¤"


def _day(day: date, language: str) -> str:
    shape = {"en": "d MMMM", "de": "d. MMMM", "es": "d 'de' MMMM", "pt": "d 'de' MMMM"}
    return format_date(day, shape.get(language, "d MMMM"), locale=language)


def _workday(day: date) -> date:
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)


def _signature(sender: Sender, rng: Random) -> str:
    firm = sender.firm
    closing = messages(sender.language)["closings"]
    role = f"\n{sender.title}, {firm.name}" if sender.title else ""
    return rng.choice(
        (
            "",
            "",
            f"\n\n{sender.first}",
            f"\n\n{rng.choice(closing)}\n{sender.name}",
            f"\n\n{rng.choice(closing)}\n{sender.name}{role}",
        )
    )
