"""Trains the judge of unfounded sentences (`features/replies/validation/unfounded.py`) and writes its file.

`python -m evals.model_replies.train`: half a minute. It learns from single sentences (`sentences.toml`, and
`borrowed`, whose sentences take up their lead's words) and from the replies of `LEARNED`. Of a dishonest
reply nobody said which sentence is the bad one: those that the rules refuse, else the one that a first
judge doubts most. The bound is set so that of the honest replies
at most `REFUSED` go over it, each judged without the replies to its own lead.
"""

import re
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from evals.model_replies.measure import HERE, HONEST, Case, cases, house
from sklearn.svm import SVC

from leadwright.bootstrap.embedding import load_embedder
from leadwright.domain.lead import FormValues
from leadwright.features.replies.validation import claims, patterns, unfounded
from leadwright.features.replies.validation.problems import ProblemKind
from leadwright.features.replies.validation.unfounded import Floats

LEARNED = ("first", "second", "third", "fourth", "fifth")
REFUSED = 0.08
DATA = Path("src/leadwright/features/replies/data")
_GAMMA, _MARGIN, _FOLDS = 1.0, 2.0, 5
_BAD = {ProblemKind.PROMISE, ProblemKind.NAME, ProblemKind.LEAK}
_LANGUAGES = "en de fr es it pt nl pl ja".split()


@dataclass(frozen=True)
class Row:
    """One sentence. `bad` is None where a dishonest reply has it and nobody said what is wrong."""

    features: Floats
    bad: bool | None
    reply: int
    lead: int
    weight: float


def usual(language: str) -> frozenset[str]:
    """The stems of our own letters in a language."""
    files = (*DATA.glob(f"templates.{language}.toml"), *DATA.glob(f"trades/{language}.toml"))
    said = " ".join(text for path in files for text in _texts(tomllib.loads(path.read_text())))
    return unfounded.stems(re.sub(r"\{[^}]*\}", " ", said))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _texts(part)


def _of_reply(case: Case, reply: int, lead: int, own: dict[str, frozenset[str]]) -> Iterator[Row]:
    said = unfounded.sentences(case.proposal.text)
    if not said:
        return
    ground = claims.ground(case.lead, case.company)
    rows = unfounded.features(
        said, ground, tuple(case.company.lines), own[case.language], load_embedder()
    )
    wrong = [problem.detail for problem in case.problems() if problem.kind in _BAD]
    for sentence, row in zip(said, rows, strict=True):
        folded = patterns.folded(sentence)
        bad = any(detail in folded for detail in wrong) or None
        yield Row(row, False if case.kind == HONEST else bad, reply, lead, 2.0 if bad else 1.0)


def _single(own: dict[str, frozenset[str]]) -> Iterator[Row]:
    files = (HERE / "sentences.toml", *sorted((HERE / "borrowed").glob("*.toml")))
    for of in (of for path in files for of in tomllib.loads(path.read_text())["of"]):
        company = house(of["house"])
        form = FormValues(message=of.get("message"))
        lead = next(cases(LEARNED[0])).lead.model_copy(update={"form": form})
        ground = claims.ground(lead, company)
        for key in ("unfounded", "honest"):
            rows = unfounded.features(
                of[key], ground, tuple(company.lines), own[of["language"]], load_embedder()
            )
            for row in rows:
                yield Row(row, key == "unfounded", -1, -1, 1.5)


def _fitted(rows: list[Row]) -> SVC:
    given = np.array([row.features for row in rows])
    bad = np.array([row.bad for row in rows], dtype=int)
    weights = np.array([row.weight for row in rows])
    return SVC(C=_MARGIN, gamma=_GAMMA).fit(given, bad, sample_weight=weights)


def _told(rows: list[Row]) -> list[Row]:
    """With the worst sentence of each dishonest reply in which the rules found none."""
    known = [row for row in rows if row.bad is not None]
    first = _fitted(known)
    found = {row.reply for row in known if row.bad}
    open_ones = [row for row in rows if row.bad is None and row.reply not in found]
    scores = first.decision_function(np.array([row.features for row in open_ones]))
    worst: dict[int, tuple[float, Row]] = {}
    for score, row in zip(scores, open_ones, strict=True):
        if row.reply not in worst or score > worst[row.reply][0]:
            worst[row.reply] = (score, row)
    return known + [Row(row.features, True, row.reply, row.lead, 1.5) for _, row in worst.values()]


def _bound(rows: list[Row]) -> float:
    """What at most `REFUSED` of the honest replies reach, each judged by others."""
    reached: dict[int, float] = {}
    dishonest: dict[int, float] = {}
    for fold in range(_FOLDS):
        model = _fitted([row for row in rows if row.lead < 0 or row.lead % _FOLDS != fold])
        kept = [row for row in rows if row.lead >= 0 and row.lead % _FOLDS == fold]
        scores = model.decision_function(np.array([row.features for row in kept]))
        bad = {row.reply for row in kept if row.bad}
        for score, row in zip(scores, kept, strict=True):
            into = dishonest if row.reply in bad else reached
            into[row.reply] = max(into.get(row.reply, -9.0), float(score))
    bound = float(np.quantile(list(reached.values()), 1 - REFUSED))
    caught = sum(score > bound for score in dishonest.values())
    sys.stdout.write(f"bound {bound:.3f}: catches {caught} of {len(dishonest)} unlearned ones\n")
    return bound


def main() -> None:
    own = {language: usual(language) for language in _LANGUAGES}
    rows, leads = [*_single(own)], {}
    for number, case in enumerate(case for name in LEARNED for case in cases(name)):
        lead = leads.setdefault(case.lead.form.message, len(leads))
        rows += _of_reply(case, number, lead, own)
    told = _told(rows)
    model = _fitted(told)
    np.savez_compressed(
        DATA / "unfounded.npz",
        embedder=load_embedder().name,
        gamma=_GAMMA,
        threshold=_bound(told),
        bias=model.intercept_[0],
        learned=model.support_vectors_.astype(np.float16),
        weights=model.dual_coef_[0].astype(np.float32),
        **{f"usual_{language}": " ".join(sorted(stems)) for language, stems in own.items()},
    )
    sys.stdout.write(f"{len(told)} sentences, {len(model.support_vectors_)} kept\n")


if __name__ == "__main__":
    main()
