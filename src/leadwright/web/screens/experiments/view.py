"""What the screens of experiments show, in words; the figures come judged."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

from leadwright.features.experiments import rules
from leadwright.features.experiments.models import Experiment, ExperimentVariant
from leadwright.features.experiments.rules import Judged, State, Verdict
from leadwright.features.replies.composing import samples
from leadwright.features.replies.composing.filling import Draft, compose
from leadwright.ports.directory import Company, Trial
from leadwright.web.screens.experiments.form import ALL, Site, site_under
from leadwright.web.screens.reply_templates import view as templates_view
from leadwright.web.screens.settings_tabs import Tab

STATES: Mapping[str, tuple[str, str]] = {
    State.DRAFT: ("", "Draft"),
    State.RUNNING: ("live", "Running"),
    State.PAUSED: ("look", "Paused"),
    State.STOPPED: ("good", "Stopped"),
}


@dataclass(frozen=True)
class Row:
    """One experiment of the list."""

    id: UUID
    name: str
    about: str
    state: str
    tone: str
    said: str
    assigned: int
    started_at: datetime | None
    href: str


@dataclass(frozen=True)
class ListContext:
    """All experiments."""

    tabs: tuple[Tab, ...]
    may_change: bool
    rows: tuple[Row, ...]
    templates_url: str


@dataclass(frozen=True)
class FormContext:
    """A draft being written."""

    tabs: tuple[Tab, ...]
    title: str
    about: str
    url: str
    back: str
    all_url: str
    typed: Mapping[str, str]
    errors: Mapping[str, str]
    problems: tuple[tuple[str, str], ...]
    is_all: bool
    language: str
    control: str
    control_body: str
    wordings: int
    others: tuple[str, ...]
    letters: tuple[tuple[str, str], ...]
    abouts: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Side:
    """One wording with what it makes and how it fares."""

    key: str
    says: str
    weight: str
    assigned: int
    answered: int
    settled: int
    won: int
    rate: str
    between: str
    verdict: str
    tone: str
    subject: str
    text: str
    language: str
    is_refused: bool
    is_winner: bool
    is_proven: bool

    @property
    def ending(self) -> str:
        """What to call the wording that was taken."""
        return "winner" if self.is_proven else "chosen, unproven"


@dataclass(frozen=True)
class ShowContext:
    """One experiment with its wordings side by side."""

    tabs: tuple[Tab, ...]
    may_change: bool
    id: UUID
    name: str
    about: str
    url: str
    list_url: str
    template_url: str
    state: str
    tone: str
    state_word: str
    sides: tuple[Side, ...]
    window_days: int
    floor: int
    alpha: str
    by_rule: bool
    decided: str
    started_at: datetime | None
    stopped_at: datetime | None
    taken_over: str
    models: int
    conflict: str
    problem: str


def about_words(site: Site, what: str) -> str:
    """`Demo or visit, English, General: the subject only`."""
    code = site.language
    language = "all languages" if code == ALL else templates_view.LANGUAGE_NAMES[code]
    name = templates_view.NAMES.get(site.template, site.template)
    told = f"{name}, {language}, {templates_view.industry_name(site.industry).lower()}"
    return f"{told}: the subject only" if what == "subject" else told


def row_of(url: str, one: Experiment, judged: Sequence[Judged]) -> Row:
    tone, word = STATES[one.state]
    return Row(
        id=one.id,
        name=one.name,
        about=about_words(site_under(one), one.about),
        state=word,
        tone=tone,
        said=summary(one, judged),
        assigned=sum(j.counted.assigned for j in judged),
        started_at=one.started_at,
        href=f"{url}/experiments/{one.id}",
    )


def summary(one: Experiment, judged: Sequence[Judged]) -> str:
    """What it says so far, in one line."""
    if one.state == State.DRAFT:
        return "not started"
    if one.winner and one.decided == "rule":
        return f"{one.winner} won, by rule"
    if one.winner:
        how = (
            "won, by hand" if rules.winner(judged) == one.winner else "was chosen by hand, unproven"
        )
        return f"{one.winner} {how}"
    told = [words(j, one.floor) for j in judged[1:] if j.verdict is not Verdict.EARLY]
    return "; ".join(told) or "too early to say"


def taken_over(one: Experiment) -> str:
    """What became of the winner's words, for who wants them back as they were."""
    if one.winner is None:
        return ""
    return f"The words of {one.winner} answer now; what answered before stands with the template."


def words(judged: Judged, floor: int) -> str:
    """A wording compared with the first, as one would say it."""
    key, apart, settled = judged.counted.key, judged.apart, judged.counted.settled.n
    if apart is None:
        return "what the others are compared with"
    if judged.verdict is Verdict.BETTER:
        return f"{key} is better, by {_points(apart[0])} to {_points(apart[1])} points"
    if judged.verdict is Verdict.WORSE:
        return f"{key} is worse, by {_points(-apart[1])} to {_points(-apart[0])} points"
    if settled < floor:
        return f"too early to say: {settled} of {floor} leads are settled"
    worse, better = _points(max(0.0, -apart[0])), _points(max(0.0, apart[1]))
    return f"too early to say: between {worse} points worse and {better} better"


def _points(share: float) -> str:
    points = 100 * share
    return f"{points:.0f}" if points >= 1 else f"{points:.1f}"


def percent(share: float) -> str:
    return f"{100 * share:.0f} %"


def sides(
    one: Experiment,
    variants: Sequence[ExperimentVariant],
    judged: Sequence[Judged],
    company: Company,
) -> tuple[Side, ...]:
    """The wordings in their order; `judged` stands in the same."""
    proven = one.winner if one.decided == "rule" else rules.winner(judged)
    total = sum(variant.weight for variant in variants)
    return tuple(
        replace(
            _side(one, variant, figures, percent(variant.weight / total), company),
            is_proven=variant.key == proven,
        )
        for variant, figures in zip(variants, judged, strict=True)
    )


def _side(
    one: Experiment, variant: ExperimentVariant, judged: Judged, weight: str, company: Company
) -> Side:
    counted = judged.counted
    draft, refused = _preview(one, variant, company)
    tones = {Verdict.BETTER: "good", Verdict.WORSE: "bad", Verdict.EARLY: ""}
    return Side(
        key=variant.key,
        says=_says(variant),
        weight=weight,
        assigned=counted.assigned,
        answered=counted.answered,
        settled=counted.settled.n,
        won=counted.settled.won,
        rate=percent(counted.settled.rate) if counted.settled.n else "–",
        between=f"{percent(judged.rate[0])} to {percent(judged.rate[1])}",
        verdict=words(judged, one.floor),
        tone=tones[judged.verdict],
        subject=draft.subject,
        text=draft.text,
        language=draft.language,
        is_refused=refused,
        is_winner=one.winner == variant.key,
        is_proven=False,
    )


def _says(variant: ExperimentVariant) -> str:
    if variant.shipped:
        return f"shipped wording {variant.shipped.upper()}"
    if variant.subject is None and variant.body is None:
        return "as shipped"
    return "own subject" if variant.body is None else "own text"


def _preview(one: Experiment, variant: ExperimentVariant, company: Company) -> tuple[Draft, bool]:
    """The reply to the lead who tells everything; whether the text is refused as things stand."""
    place = site_under(one).place
    lead = samples.talkative(place.template, place.language, company)
    trial = Trial(one.id, variant.key, variant.shipped, variant.subject, variant.body)
    draft = compose(lead, replace(company, industry=place.industry), (), trial)
    typed = variant.subject is not None or variant.body is not None
    return draft, typed and draft.variant != "own"


def new_url(url: str, site: Site) -> str:
    return f"{url}/experiments/new?{urlencode(site.asked)}"


def elsewhere(site: Site, company: Company) -> str:
    """Why nobody can get these wordings, if that is so."""
    if site.industry == company.industry:
        return ""
    return (
        f"It is about the words of {templates_view.industry_name(site.industry)}, and the workspace's"
        " trade is another one: nobody is answered with them."
    )
