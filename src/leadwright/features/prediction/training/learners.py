"""The two learners and their calibration. Every model is a margin: log-odds, a sum over inputs."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Final, Protocol

import lightgbm
import numpy as np
from sklearn.linear_model import LogisticRegression

from leadwright.features.prediction.training.encoding import (
    MOST_LEVELS,
    Encoding,
    learn_encoding,
)
from leadwright.features.prediction.training.folds import SEED
from leadwright.features.prediction.training.inputs import Input
from leadwright.features.prediction.training.table import Floats, Ints

LOGISTIC_ROWS: Final = 200_000
BOOSTING_FROM: Final = 300
DEEP_FROM, DEEP_UP_TO = 600, 100_000
STRENGTH: Final = 0.1  # best or near it from 1,000 to 10,000 rows of the public tables
LEAN: Final = 3.0
LARGE: Final = 50_000
"""Rows from which on trees look at the commonest levels alone."""
ALONE: Final = 1
"""Threads of LightGBM: several wait for each other by spinning, and beside other work that costs
eight times the processor time and more of the clock's."""
WIDE: Final = 100
"""Inputs beyond which trees look at fewer cuts of each: as good on 300 columns, in half the time."""
READABLE_LEVELS: Final = 120
"""Of a column, in a sum that people read: a split takes one level at a time."""


class Learner(StrEnum):
    """Which model; the word of `score train`."""

    LOGISTIC = "logistic"
    STRAIGHT = "logistic_straight"  # numbers are read as lines first
    LIGHTGBM = "lightgbm"
    DEEP = "lightgbm_deep"  # more leaves, for tables in which much depends on each other
    ADDITIVE = "additive"  # LightGBM with one split a tree: a sum over the inputs


class Fitted(Protocol):
    """A trained model."""

    def margin(self, rows: Ints) -> Floats:
        """Log-odds of each row, before calibration."""
        ...

    def with_inputs(self, inputs: list[Input]) -> "Fitted":
        """The same model looking at other values."""
        ...


@dataclass(frozen=True)
class Logistic:
    """Weights on levels, bins and straight parts."""

    encoding: Encoding
    model: LogisticRegression
    lean: float = 1.0

    def margin(self, rows: Ints) -> Floats:
        """Log-odds of each row."""
        matrix = self.encoding.for_logistic(rows, self.lean)
        found: Floats = self.model.decision_function(matrix)
        return found

    def with_inputs(self, inputs: list[Input]) -> "Logistic":
        """The same model looking at other values."""
        return replace(self, encoding=replace(self.encoding, inputs=inputs))


@dataclass(frozen=True)
class Boosted:
    """A sum of small trees."""

    encoding: Encoding
    booster: lightgbm.Booster

    def margin(self, rows: Ints) -> Floats:
        """Log-odds of each row."""
        matrix = self.encoding.for_trees(rows)
        return np.asarray(
            self.booster.predict(matrix, raw_score=True, num_threads=ALONE), dtype=np.float64
        )

    def with_inputs(self, inputs: list[Input]) -> "Boosted":
        """The same model looking at other values."""
        return replace(self, encoding=replace(self.encoding, inputs=inputs))


def candidates(rows: int) -> tuple[Learner, ...]:
    """Few outcomes can only be read by few weights. In order of simplicity."""
    found = [Learner.LOGISTIC, Learner.STRAIGHT]
    found += [Learner.LIGHTGBM] * (rows >= BOOSTING_FROM)
    found += [Learner.DEEP] * (DEEP_FROM <= rows < DEEP_UP_TO)
    return tuple(found)


def learn(
    learner: Learner, inputs: list[Input], won: Floats, rows: Ints, of: int | None = None
) -> Fitted:
    """Train on these rows, with the settings for `of` rows (as many as these).

    A trial on a part names the whole, so that its calibration fits the model trained on the whole.
    """
    if learner in {Learner.LOGISTIC, Learner.STRAIGHT}:
        return _logistic(inputs, won, rows, LEAN if learner is Learner.STRAIGHT else 1.0)
    is_few = learner is Learner.ADDITIVE or len(rows) >= LARGE
    encoding = learn_encoding(inputs, rows, READABLE_LEVELS if is_few else MOST_LEVELS)
    return _boosted(encoding, won, rows, boosting_settings(learner, of or len(rows)))


def _logistic(inputs: list[Input], won: Floats, rows: Ints, lean: float) -> Logistic:
    if len(rows) > LOGISTIC_ROWS:
        rows = np.random.default_rng(SEED).choice(rows, LOGISTIC_ROWS, replace=False)
    encoding = learn_encoding(inputs, rows)
    model = LogisticRegression(C=STRENGTH, max_iter=300, tol=1e-3)
    return Logistic(encoding, model.fit(encoding.for_logistic(rows, lean), won[rows]), lean)


def boosting_settings(learner: Learner, rows: int) -> dict[str, Any]:
    """Slow and shallow; more leaves with more rows. Chosen once on public tables, see the docs."""
    shared = {"objective": "binary", "verbose": -1, "seed": SEED, "deterministic": True}
    shared |= {"num_threads": ALONE}
    own: dict[str, Any] = {
        "num_iterations": 450,
        "num_leaves": 8,
        "learning_rate": 0.03,
        "lambda_l2": 5.0,
    }
    own |= {"feature_fraction": 0.4, "bagging_fraction": 0.7, "bagging_freq": 1}
    own |= {"max_cat_to_onehot": 200}  # a level at a time: steadier, and a split can be read
    if rows < 2_000:
        own = {"num_iterations": 300, "num_leaves": 5, "learning_rate": 0.03, "lambda_l2": 2.0}
        own |= {"feature_fraction": 0.5, "min_data_in_leaf": 10}
    if rows >= 20_000:
        own |= {"num_leaves": 12, "num_iterations": 400, "feature_fraction": 0.5}
    if rows >= 100_000:
        own |= {"num_leaves": 31, "num_iterations": 200, "learning_rate": 0.08}
    if learner is Learner.DEEP:
        own |= {"num_leaves": 31, "num_iterations": 400, "learning_rate": 0.05, "lambda_l2": 2.0}
        own |= {"feature_fraction": 0.6, "bagging_fraction": 0.8, "bagging_freq": 1}
        own |= {"min_data_in_leaf": 20}
    if learner is Learner.ADDITIVE:
        own |= {"num_leaves": 2, "learning_rate": 0.05, "max_cat_to_onehot": 200}
    return shared | own


def _boosted(encoding: Encoding, won: Floats, rows: Ints, settings: dict[str, Any]) -> Boosted:
    bins = 255 if len(encoding.inputs) <= WIDE else 63
    data = lightgbm.Dataset(
        encoding.for_trees(rows),
        won[rows],
        categorical_feature=encoding.categorical,
        params={"verbose": -1, "max_bin": bins},
    )
    return Boosted(encoding, lightgbm.train(settings, data))


@dataclass(frozen=True)
class Calibration:
    """A straight line through log-odds, so that explanations stay exact sums."""

    slope: float = 1.0
    shift: float = 0.0

    def chance(self, margin: Floats) -> Floats:
        """Probabilities."""
        log_odds = np.clip(self.slope * margin + self.shift, -30, 30)
        found: Floats = 1 / (1 + np.exp(-log_odds))
        return found


def calibrate(margin: Floats, won: Floats) -> Calibration:
    """Platt's line by Newton's method on margins the model was not trained on.

    A prior of half a unit around the line that changes nothing keeps it steady on few rows.
    """
    line = np.array([1.0, 0.0])
    prior = 4.0
    design = np.column_stack([np.clip(margin, -30, 30), np.ones(len(margin))])
    for _ in range(50):
        chance = 1 / (1 + np.exp(-np.clip(design @ line, -30, 30)))
        slope = design.T @ (chance - won) + prior * (line - np.array([1.0, 0.0]))
        bend = design.T @ (design * (chance * (1 - chance))[:, None]) + prior * np.eye(2)
        step = np.linalg.solve(bend, slope)
        line = line - np.clip(step, -1, 1)
        if np.abs(step).max() < 1e-8:
            break
    return Calibration(max(float(line[0]), 0.02), float(line[1]))
