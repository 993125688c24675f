"""The scoring set-up as five short steps: what was typed travels along, and becomes a card at the end."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from babel import Locale

from leadwright.domain.errors import Invalid
from leadwright.features.scoring.cards import card_changes, templates
from leadwright.features.scoring.cards.scorecards import Scorecard
from leadwright.features.scoring.cards.templates import Ideal, Template
from leadwright.web.screens.typed import ticked

STEPS = (
    ("trade", "Your trade"),
    ("ideal", "Ideal customer"),
    ("deeds", "What a hot lead does"),
    ("told", "Thresholds"),
    ("look", "Look and publish"),
)
LAST = len(STEPS) - 1
CHANNELS = (("email", "By e-mail"), ("browser", "In the browser"))


@dataclass(frozen=True)
class Choice:
    """A box to tick."""

    id: str
    label: str
    note: str
    ticked: bool


def trade(typed: Mapping[str, str]) -> Template | None:
    """The chosen trade."""
    name = typed.get("trade", "")
    return templates.template(name) if name in templates.NAMES else None


def begun(typed: Mapping[str, str], of: Template | None) -> dict[str, str]:
    """What was typed, with the trade's own suggestions where the trade was chosen just now."""
    values = dict(typed)
    if of is None or values.get("suggested") == of.name:
        return values
    values = {key: value for key, value in values.items() if not key.startswith("deed-")}
    sizes = {"size_least": of.ideal.size_least, "size_most": of.ideal.size_most}
    values |= {key: str(size) if size else "" for key, size in sizes.items()}
    values |= {f"deed-{id_}": "true" for id_ in of.ideal.deeds}
    values.setdefault("hot_at", str(of.ideal.hot_at))
    values.setdefault("warm_at", "45")
    values.setdefault("tell-browser", "true")
    values["suggested"] = of.name
    return values


def deeds(of: Template, typed: Mapping[str, str]) -> tuple[Choice, ...]:
    """What leads of the trade do; a deed that takes points away cannot make a lead hot."""
    return tuple(
        Choice(
            deed.id,
            deed.label,
            f"{float(deed.points):g} points, {float(deed.points) / 2:g} unticked;"
            f" half is left after {deed.half_life_days:g} days",
            ticked(typed, f"deed-{deed.id}"),
        )
        for deed in of.deeds
        if deed.points > 0
    )


def problems(typed: Mapping[str, str], step: int) -> dict[str, str]:
    """What is wrong on a step, by its fields."""
    match STEPS[step][0]:
        case "trade":
            return {} if trade(typed) else {"trade": "Choose the trade that is nearest to yours."}
        case "ideal":
            return _wrong_ideal(typed)
        case "told":
            return _wrong_thresholds(typed)
        case _:
            return {}


def first_wrong(typed: Mapping[str, str]) -> int | None:
    """The first step that needs another look."""
    return next((step for step in range(LAST) if problems(typed, step)), None)


def card_of(typed: Mapping[str, str], name: str) -> Scorecard:
    """The card the answers make. The steps have no problems."""
    of = trade(typed)
    if of is None:
        raise Invalid("Choose a trade first.")
    ideal = Ideal(
        countries=_countries(typed.get("countries", ""))[0],
        size_least=_size(typed, "size_least"),
        size_most=_size(typed, "size_most"),
        trades=_words(typed.get("trades", "")),
        titles=_words(typed.get("titles", "")),
        deeds=tuple(deed.id for deed in of.deeds if ticked(typed, f"deed-{deed.id}")),
        hot_at=int(typed["hot_at"]),
    )
    card = templates.fill(of, ideal, name=name)
    if not typed.get("warm_at", ""):
        return card
    listed = card_changes.plain(card)["thresholds"]
    warm = {"id": "warm", "label": "Warm", "at": int(typed["warm_at"])}
    return card_changes.with_values(card, {"thresholds": [*listed, warm]})


def channels(typed: Mapping[str, str]) -> tuple[str, ...]:
    """By which ways the member wants to be told."""
    return tuple(name for name, _ in CHANNELS if ticked(typed, f"tell-{name}"))


def _wrong_ideal(typed: Mapping[str, str]) -> dict[str, str]:
    errors: dict[str, str] = {}
    unknown = _countries(typed.get("countries", ""))[1]
    if unknown:
        errors["countries"] = (
            f"Not a country we know: {', '.join(unknown)[:100]}. Write DE or Germany."
        )
    for name in ("size_least", "size_most"):
        text = typed.get(name, "")
        if text and not re.fullmatch(r"[1-9][0-9]{0,6}", text):
            errors[name] = "Write a number of people, such as 50, or nothing."
    least, most = typed.get("size_least", ""), typed.get("size_most", "")
    if not errors and least and most and int(least) > int(most):
        errors["size_most"] = f"Write {least} or more, or nothing."
    for name in ("trades", "titles"):
        if any(len(word) > 100 for word in typed.get(name, "").split(",")):
            errors[name] = "Put a comma between them."
    return errors  # fmt: skip


def _wrong_thresholds(typed: Mapping[str, str]) -> dict[str, str]:
    errors = {}
    if not _is_total(typed.get("hot_at", "")):
        errors["hot_at"] = "Write a whole number from 1 to 100."
    warm = typed.get("warm_at", "")
    if warm and not _is_total(warm):
        errors["warm_at"] = "Write a whole number from 1 to 100, or nothing."
    if not errors and warm and int(warm) >= int(typed["hot_at"]):
        errors["warm_at"] = f"Write less than {typed['hot_at']}, or nothing."
    return errors


def _is_total(text: str) -> bool:
    return bool(re.fullmatch(r"[1-9][0-9]?|100", text))


def _size(typed: Mapping[str, str], name: str) -> int | None:
    return int(typed[name]) if typed.get(name) else None


def _words(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word.strip() for word in text.split(",") if word.strip()))[:50]


def _countries(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The codes of the countries named, and the words that name none."""
    codes = _codes()
    found = [(word, codes.get(word.casefold())) for word in _words(text)]
    known = dict.fromkeys(code for _, code in found if code)
    return tuple(known), tuple(word for word, code in found if code is None)


@cache
def _codes() -> Mapping[str, str]:
    names = Locale("en").territories
    plain = {code: name for code, name in names.items() if re.fullmatch("[A-Z]{2}", code)}
    return dict(_named(plain))


def _named(plain: Mapping[str, str]) -> Iterable[tuple[str, str]]:
    for code, name in plain.items():
        yield code.casefold(), code
        yield str(name).casefold(), code
    yield from (("uk", "GB"), ("usa", "US"))
