"""A version's model card: what it is for, what it learned from, how well it does, as a file to keep.

The sections are those of Mitchell et al., "Model Cards for Model Reporting" (2019). The figures are the
page's own. Names of inputs come from forms and lists, so that nothing in them is markup.
"""

import re
from collections.abc import Iterable, Sequence

from leadwright.features.prediction.models import PredictionModel
from leadwright.web.screens.prediction.view import STATES, Shown

_MARKUP = re.compile(r"([\\`*_\[\]<>#|~])")


def card_of(row: PredictionModel, shown: Shown, workspace: str) -> str:
    """The card as Markdown."""
    parts = (
        _details(row, shown, workspace),
        _use(shown),
        _data(shown),
        _measures(shown),
        _curves(shown),
        _inputs(shown),
        _doubts(shown),
    )
    return "\n\n".join(parts) + "\n"


def _details(row: PredictionModel, shown: Shown, workspace: str) -> str:
    facts = (
        ("Workspace", _plain(workspace)),
        ("State", STATES[row.state][1]),
        ("Trained", f"{row.created_at:%Y-%m-%d %H:%M} UTC"),
        ("Kind", shown.learner),
        ("Fingerprint (SHA-256)", shown.sha256),
    )
    return f"# Model card: version {shown.number}, {shown.target.lower()}\n\n" + _list(facts)


def _use(shown: Shown) -> str:
    return (
        "## Use\n\n"
        f"Says how likely a lead is to be {shown.reached} within 90 days, so that the likeliest are worked"
        " first. It ranks leads of the workspace it learned from. It is not made to decide about people"
        " alone, nor for leads that come from elsewhere or long after it was trained.\n\n"
        f"{shown.verdict.words}"
    )


def _data(shown: Shown) -> str:
    how = (
        "The figures were measured on the latest of them, by a model that had not seen those."
        if shown.split == "time"
        else "The figures were measured fold by fold, each by a model that had not seen its leads."
    )
    return (
        "## Data\n\n"
        f"Leads whose outcome is known: {shown.rows:,}, of which {shown.positives:,} were {shown.reached}."
        " Each as it stood after seven days, or just before its outcome if that came sooner."
        f" {how} Tested: {shown.tested:,}."
    )


def _measures(shown: Shown) -> str:
    rows = [
        (one.name, one.value, one.between, one.rules, one.chance, one.definition)
        for one in shown.figures
    ]
    head = ("Measure", "Model", "95 % between", "Rules alone", "Chance", "Meaning")
    return "## Figures\n\n" + _table(head, rows)


def _curves(shown: Shown) -> str:
    said = [(one.predicted, one.observed, f"{one.rows:,}") for one in shown.marks]
    tenths = [(str(one.decile), one.rate, one.lift) for one in shown.bars]
    return (
        "### Said and happened\n\n"
        + _table(("Said", "Happened", "Leads"), said)
        + f"\n\n### {shown.reached.capitalize()} by tenth, best first\n\n"
        + _table(("Tenth", "Rate", "Lift"), tenths)
    )


def _inputs(shown: Shown) -> str:
    rows = [
        tuple(map(_plain, (one.name, one.part, f"{one.reach:.1f}", one.best, one.worst)))
        for one in shown.inputs
    ]
    told = "In points: 10 double the odds. Reach is the way from worst to best."
    return f"## Inputs\n\n{told}\n\n" + _table(("Input", "Part", "Reach", "Best", "Worst"), rows)


def _doubts(shown: Shown) -> str:
    lines = [
        *(f"{_plain(name)}: left out, {_plain(why)}" for name, why in shown.excluded),
        *(f"{_plain(name)}: to look at, {_plain(why)}" for name, why in shown.suspects),
        *map(_plain, shown.notes),
    ]
    told = "\n".join(f"- {line}" for line in lines) or "None."
    return "## Left out, doubts and limits\n\n" + told


def _list(facts: Iterable[tuple[str, str]]) -> str:
    return "\n".join(f"- {name}: {value}" for name, value in facts)


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _plain(text: str) -> str:
    return _MARKUP.sub(r"\\\1", " ".join(text.split()))
