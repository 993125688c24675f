"""Scorecards for ten trades, as data: the shipped card with what that trade judges otherwise.

A template says what changes; `fill` puts in the ideal customer that the set-up asks for.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cache
from importlib import resources
from typing import Annotated, Any

from pydantic import Field, JsonValue, field_validator

from leadwright.domain.values import Frozen
from leadwright.features.scoring.cards.card_files import read_card, read_data
from leadwright.features.scoring.cards.scorecards import (
    Group,
    Label,
    Limit,
    Part,
    Points,
    Rule,
    Scorecard,
    Slug,
    Threshold,
    Weights,
    default_scorecard,
)

NAMES = (
    "saas",
    "agency",
    "ecommerce",
    "finance",
    "real_estate",
    "legal",
    "professional_services",
    "home_services",
    "automotive",
    "manufacturing",
)
_TITLE = Decimal(10)
Days = Annotated[float, Field(gt=0, le=3650)]


class Ideal(Frozen):
    """The customer a workspace looks for, as the set-up asks. What is empty is not judged.

    `countries` are ISO 3166 two-letter codes, `size_*` numbers of people, `trades` words of the
    field `industry`, `titles` words of job titles, `deeds` ids of what a hot lead does, `hot_at` the
    total that counts as hot.
    """

    countries: tuple[Annotated[str, Field(pattern=r"^[A-Z]{2}$")], ...] = ()
    size_least: Annotated[int, Field(ge=1)] | None = None
    size_most: Annotated[int, Field(ge=1)] | None = None
    trades: tuple[Annotated[str, Field(min_length=1, max_length=100)], ...] = ()
    titles: tuple[Annotated[str, Field(min_length=1, max_length=100)], ...] = ()
    deeds: tuple[Slug, ...] = ()
    hot_at: Annotated[int, Field(ge=1, le=100)] = 70

    @field_validator("countries", "trades", "titles", "deeds")
    @classmethod
    def _each_once(cls, values: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(values))


class Deed(Frozen):
    """Something a lead may do. Chosen as what a hot lead does it gives `points`, else half.

    What takes points away is never chosen, and takes them all.
    """

    id: Slug
    label: Label
    event: str
    points: Points
    half_life_days: Days
    part: Part = Part.ENGAGEMENT
    group: Slug | None = "deeds"


class Fits(Frozen):
    """What the ideal customer is worth: points in fit for each thing that meets the description.

    `elsewhere_at_most`: the most a lead from a country we do not serve can have in total.
    """

    country: Points
    size: Points
    trade: Points
    elsewhere: Points
    elsewhere_at_most: Annotated[int, Field(ge=0, le=100)] | None = None


class Silence(Frozen):
    """After how long without a sign a wish is no longer believed, and what that takes from intent."""

    days: Days
    points: Annotated[Points, Field(lt=0)]


class Template(Frozen):
    """A trade's scorecard, as changes to the shipped one.

    `points` and `half_lives` change shipped rules by id, `without` drops them, the rest is added.
    `asks`: what of the ideal customer the trade has a use for.
    """

    name: Slug
    title: Label
    about: str
    asks: tuple[str, ...]
    ideal: Ideal
    weights: Weights
    fits: Fits
    silence: Silence
    points: dict[Slug, Points] = Field(default_factory=dict)
    half_lives: dict[Slug, Days] = Field(default_factory=dict)
    without: tuple[Slug, ...] = ()
    groups: tuple[Group, ...] = ()
    rules: tuple[Rule, ...] = ()
    limits: tuple[Limit, ...] = ()
    deeds: tuple[Deed, ...]


@cache
def templates() -> tuple[Template, ...]:
    """All templates, in the order they are offered."""
    return tuple(_read(name) for name in NAMES)


def template(name: str) -> Template:
    """The template of this name. KeyError for another."""
    return {one.name: one for one in templates()}[name]


def fill(of: Template, ideal: Ideal, *, name: str = "default") -> Scorecard:
    """The trade's scorecard for this ideal customer. Raises Invalid with all problems."""
    shipped = default_scorecard().model_dump(mode="json", by_alias=True, exclude_none=True)
    dropped = {
        *of.without,
        *(("team_1", "team_10", "team_50", "team_200") if _sized(ideal) else ()),
    }
    kept = [_changed(rule, of) for rule in shipped["rules"] if rule["id"] not in dropped]
    rules = [
        *kept,
        *_plain(of.rules),
        *_ideal_rules(of, ideal),
        *_deed_rules(of, ideal),
        _silent(of),
    ]
    used = {rule.get("group") for rule in rules}
    groups = {group["id"]: group for group in shipped["groups"]} | {
        group["id"]: group for group in _plain(of.groups)
    }
    hot = Threshold(id="hot", label="Hot", at=ideal.hot_at)
    return read_card(
        {
            "name": name,
            "title": of.title,
            "weights": of.weights.model_dump(),
            "groups": [group for group in groups.values() if group["id"] in used],
            "limits": [*_plain(of.limits), *_ideal_limits(of, ideal)],
            "thresholds": _plain([hot]),
            "rules": rules,
        }
    )


def _sized(ideal: Ideal) -> bool:
    return ideal.size_least is not None or ideal.size_most is not None


def _changed(rule: dict[str, Any], of: Template) -> dict[str, Any]:
    changed = dict(rule)
    if rule["id"] in of.points:
        changed["points"] = float(of.points[rule["id"]])
    if rule["id"] in of.half_lives:
        changed["half_life_days"] = of.half_lives[rule["id"]]
    return changed


def _ideal_rules(of: Template, ideal: Ideal) -> Iterable[dict[str, Any]]:
    if ideal.countries:
        asked = {"field": "country", "value": list(ideal.countries)}
        yield _fit(
            "ideal_country", "From a country we serve", of.fits.country, {**asked, "op": "in"}
        )
        yield _fit("other_country", "From a country we do not serve", of.fits.elsewhere,
                   {**asked, "op": "not_in"})  # fmt: skip
    if ideal.trades:
        asked = {"field": "industry", "op": "in", "value": list(ideal.trades)}
        yield _fit("ideal_trade", "Of a trade we know well", of.fits.trade, asked)
    if ideal.titles:
        named = [{"field": "job_title", "op": "contains", "value": title} for title in ideal.titles]
        yield _fit(
            "ideal_title", "Has a job title we look for", of.fits.trade or _TITLE, {"any": named}
        )
    if _sized(ideal):
        bounds = (("at_least", ideal.size_least), ("at_most", ideal.size_most))
        inside = [{"field": "team_size", "op": op, "value": bound} for op, bound in bounds if bound]
        yield _fit("ideal_size", _size_words(ideal), of.fits.size, {"all": inside})


def _ideal_limits(of: Template, ideal: Ideal) -> Iterable[dict[str, Any]]:
    if ideal.countries and of.fits.elsewhere_at_most is not None:
        yield {
            "id": "elsewhere",
            "label": "From a country we do not serve",
            "at_most": of.fits.elsewhere_at_most,
            "condition": {"field": "country", "op": "not_in", "value": list(ideal.countries)},
        }


def _fit(id_: str, label: str, points: Decimal, condition: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": id_, "part": "fit", "label": label, "points": float(points), "condition": condition,
    }  # fmt: skip


def _size_words(ideal: Ideal) -> str:
    if ideal.size_most is None:
        return f"Of the size we look for: {ideal.size_least} or more"
    return f"Of the size we look for: {ideal.size_least or 1} to {ideal.size_most}"


def _deed_rules(of: Template, ideal: Ideal) -> Iterable[dict[str, Any]]:
    for deed in of.deeds:
        plain = deed.model_dump(mode="json", exclude_none=True)
        is_whole = deed.id in ideal.deeds or deed.points < 0
        yield plain if is_whole else plain | {"points": plain["points"] / 2}


def _silent(of: Template) -> dict[str, Any]:
    signs = ["lead.created", "lead.returned", "lead.replied"]
    signs += [deed.event for deed in of.deeds if deed.points > 0 and deed.event not in signs]
    heard = [{"event": event, "within_days": of.silence.days} for event in signs]
    return {
        "id": "silent",
        "part": "intent",
        "label": f"Nothing heard for {of.silence.days:g} days",
        "points": float(of.silence.points),
        "condition": {"not": {"any": heard}},
    }


def _plain(some: Iterable[Frozen]) -> list[dict[str, Any]]:
    return [one.model_dump(mode="json", by_alias=True, exclude_none=True) for one in some]


def _read(name: str) -> Template:
    source = resources.files(__package__) / "data/templates" / f"{name}.yaml"
    data: JsonValue = read_data(source.read_text("utf-8"))
    return Template.model_validate(data)
