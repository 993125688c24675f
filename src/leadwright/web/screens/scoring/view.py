"""The scoring screen: the card in words, its versions, its mass run, and the other cards."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from leadwright.features.scoring.cards.scorecards import Grading, Scorecard, Threshold
from leadwright.features.scoring.cards.stored import CardInfo
from leadwright.features.scoring.cards.strange_names import Strange
from leadwright.features.scoring.models import Rescoring, ScorecardVersion
from leadwright.web.screens.scoring.words import (
    PART_NAMES,
    PartLines,
    bands,
    condition_words,
    parts_of,
)

_STATES = {
    "published": ("good", "In force"),
    "draft": ("look", "Draft"),
    "retired": ("", "Retired"),
}


@dataclass(frozen=True)
class LimitLine:
    """A ceiling while a condition holds."""

    id: str
    label: str
    words: str
    about: str
    at_most: int


@dataclass(frozen=True)
class CardWords:
    """A whole card in words. `grid`: one row a fit band, its name and its grades."""

    name: str
    title: str
    version: int
    applies_to: str
    is_for_all: bool
    parts: tuple[PartLines, ...]
    limits: tuple[LimitLine, ...]
    thresholds: tuple[Threshold, ...]
    interest: tuple[str, ...]
    grid: tuple[tuple[str, tuple[str, ...]], ...]
    is_empty: bool


@dataclass(frozen=True)
class VersionLine:
    """A version in the list, newest first."""

    number: int
    tone: str
    state: str
    note: str
    author: str
    at: datetime
    can_return: bool


@dataclass(frozen=True)
class RunLine:
    """A mass run and how far it is."""

    number: int
    leads: int
    done: int
    changed: int
    crossed: int
    share: float
    is_running: bool
    started_at: datetime


@dataclass(frozen=True)
class CardLink:
    """Another card to look at."""

    name: str
    title: str
    href: str
    is_current: bool
    is_primary: bool
    state: str
    for_whom: str


@dataclass(frozen=True)
class ScoringContext:
    """One card as it stands. `looked_at`: an older version is shown, not the one in force."""

    card: CardWords
    links: tuple[CardLink, ...]
    versions: tuple[VersionLine, ...]
    run: RunLine | None
    stale: int
    draft: int | None
    is_primary: bool
    is_published: bool
    is_shipped: bool
    looked_at: int | None
    asks_model: bool
    may_change: bool
    strange: tuple[Strange, ...]
    typed: str
    errors: tuple[tuple[str, str], ...]
    may_replace: bool
    problem: str


def card_words(card: Scorecard) -> CardWords:
    """The card as people read it."""
    return CardWords(
        name=card.name,
        title=card.title,
        version=card.version,
        applies_to=condition_words(card.applies_to),
        is_for_all=card.applies_to is None,
        parts=parts_of(card),
        limits=tuple(
            LimitLine(
                limit.id,
                limit.label,
                condition_words(limit.condition),
                PART_NAMES[limit.part] if limit.part else "Total",
                limit.at_most,
            )
            for limit in card.limits
        ),
        thresholds=tuple(sorted(card.thresholds, key=lambda one: -one.at)),
        interest=bands(card.grading.interest_cuts),
        grid=grid_of(card.grading),
        is_empty=not card.rules,
    )


def grid_of(grading: Grading) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The grades, a row for each band of fit."""
    rows = zip(bands(grading.fit_cuts), grading.grades, strict=True)
    return tuple((band, tuple(grade.value for grade in row)) for band, row in rows)


def version_line(one: ScorecardVersion, names: Mapping[str, str]) -> VersionLine:
    """A version with who made it, in words."""
    tone, state = _STATES[one.state]
    author = names.get(str(one.author), "a former member") if one.author else "Leadwright"
    return VersionLine(
        number=one.number,
        tone=tone,
        state=state,
        note=one.note,
        author=author,
        at=one.published_at or one.changed_at,
        can_return=one.state == "retired",
    )


def run_line(run: Rescoring | None) -> RunLine | None:
    """The newest mass run."""
    if run is None:
        return None
    return RunLine(
        number=run.number,
        leads=run.leads,
        done=run.done,
        changed=run.changed,
        crossed=run.crossed,
        share=100.0 * run.done / run.leads if run.leads else 100.0,
        is_running=run.state == "running",
        started_at=run.started_at,
    )


def links_of(listed: Sequence[CardInfo], current: str, url: str) -> tuple[CardLink, ...]:
    """All cards, the primary first."""
    return tuple(
        CardLink(
            name=one.name,
            title=one.title,
            href=f"{url}/scoring" if one.is_primary else f"{url}/scoring?card={one.name}",
            is_current=one.name == current,
            is_primary=one.is_primary,
            state="draft" if one.published is None else f"version {one.published}",
            for_whom=condition_words(one.card.applies_to),
        )
        for one in listed
    )
