"""A trained model as a table of points, centred so that an average lead stands at the base."""

from typing import Any, cast

import numpy as np

from leadwright.features.prediction.points import (
    Input,
    LevelInput,
    NumberInput,
    Part,
    PointsTable,
    Straight,
    folded,
)
from leadwright.features.prediction.training.encoding import LevelCode, NumberCode
from leadwright.features.prediction.training.inputs import Levels, Numbers
from leadwright.features.prediction.training.learners import Boosted, Calibration, Fitted, Logistic
from leadwright.features.prediction.training.table import Floats, Ints


def points_table(
    fitted: Fitted, line: Calibration, won: Floats, rows: Ints, parts: dict[str, Part]
) -> PointsTable:
    """Raises TypeError for a model that is no sum over its inputs."""
    if isinstance(fitted, Logistic) and fitted.lean == 1.0:
        base, inputs = _of_logistic(fitted, parts)
    elif isinstance(fitted, Boosted):
        base, inputs = _of_stumps(fitted, parts)
    else:
        raise TypeError(f"{type(fitted).__name__} is no sum over its inputs")
    base = line.slope * base + line.shift
    centred = []
    for one, source in zip(inputs, fitted.encoding.inputs, strict=True):
        scaled = _times(one, line.slope)
        mean = float(np.mean([scaled.log_odds(value) for value in _values(source, rows)]))
        centred.append(_less(scaled, mean))
        base += mean
    rate = float(np.clip(won[rows].mean(), 1e-6, 1 - 1e-6))
    learner = "logistic" if isinstance(fitted, Logistic) else "additive"
    return PointsTable(learner=learner, base=base, base_rate=rate, inputs=tuple(centred))


def _values(source: Numbers | Levels, rows: Ints) -> list[Any]:
    if isinstance(source, Numbers):
        return [None if np.isnan(each) else float(each) for each in source.rows[rows]]
    return [source.names[code] for code in source.rows[rows]]


def _times(one: Input, factor: float) -> Input:
    if isinstance(one, LevelInput):
        return one.model_copy(
            update={
                "weights": {name: factor * each for name, each in one.weights.items()},
                "other": factor * one.other,
                "missing": factor * one.missing,
            }
        )
    line = one.straight
    return one.model_copy(
        update={
            "weights": tuple(factor * each for each in one.weights),
            "missing": factor * one.missing,
            "straight": line and line.model_copy(update={"slope": factor * line.slope}),
        }
    )


def _less(one: Input, mean: float) -> Input:
    if isinstance(one, LevelInput):
        weights: Any = {name: each - mean for name, each in one.weights.items()}
        return one.model_copy(
            update={"weights": weights, "other": one.other - mean, "missing": one.missing - mean}
        )
    weights = tuple(each - mean for each in one.weights)
    return one.model_copy(update={"weights": weights, "missing": one.missing - mean})


def _of_logistic(fitted: Logistic, parts: dict[str, Part]) -> tuple[float, list[Input]]:
    weights = fitted.model.coef_[0]
    inputs: list[Input] = []
    start = 0
    for source, code in zip(fitted.encoding.inputs, fitted.encoding.codes, strict=True):
        part = parts.get(source.source, "fit")
        if isinstance(source, Levels) and isinstance(code, LevelCode):
            own = [float(each) for each in weights[start : start + code.places]]
            inputs.append(_level(source, part, code, own))
            start += code.places
            continue
        code = cast("NumberCode", code)
        bins = len(code.cuts) + 1
        own = [float(each) for each in weights[start : start + bins + 2]]
        line = Straight(centre=code.centre, spread=code.spread, slope=own[-1])
        inputs.append(
            NumberInput(
                name=source.label,
                part=part,
                cuts=tuple(float(np.nextafter(cut, -np.inf)) for cut in code.cuts),
                weights=tuple(own[:bins]),
                missing=own[bins],
                straight=line,
                comma=cast("Numbers", source).comma,
            )
        )
        start += bins + 2
    return float(fitted.model.intercept_[0]), inputs


def _of_stumps(fitted: Boosted, parts: dict[str, Part]) -> tuple[float, list[Input]]:
    """Trees with one split are a step function of one input each: the model itself is asked for the steps."""
    cuts = _cuts(fitted)
    width = len(fitted.encoding.inputs)
    nothing = np.full((1, width), np.nan)
    nothing[:, fitted.encoding.categorical] = 0
    base = float(fitted.booster.predict(nothing, raw_score=True)[0])
    inputs: list[Input] = []
    for place, (source, code) in enumerate(
        zip(fitted.encoding.inputs, fitted.encoding.codes, strict=True)
    ):
        part = parts.get(source.source, "fit")
        if isinstance(source, Levels) and isinstance(code, LevelCode):
            steps = _asked(fitted, nothing, place, [float(each) for each in range(code.places)])
            inputs.append(_level(source, part, code, [step - base for step in steps]))
            continue
        edges = cuts[place]
        steps = _asked(fitted, nothing, place, [*edges, np.inf])
        inputs.append(
            NumberInput(
                name=source.label,
                part=part,
                cuts=tuple(edges),
                weights=tuple(step - base for step in steps),
                missing=0.0,
                comma=isinstance(source, Numbers) and source.comma,
            )
        )
    return base, inputs


def _asked(fitted: Boosted, nothing: Floats, place: int, values: list[float]) -> list[float]:
    rows = np.repeat(nothing, len(values), axis=0)
    rows[:, place] = [each if np.isfinite(each) else 1e300 for each in values]
    found = np.asarray(fitted.booster.predict(rows, raw_score=True), dtype=np.float64)
    return [float(each) for each in found]


def _cuts(fitted: Boosted) -> list[list[float]]:
    """The numbers' thresholds, from the trees; more than one split a tree is no sum."""
    found: list[set[float]] = [set() for _ in fitted.encoding.inputs]
    for tree in fitted.booster.dump_model()["tree_info"]:
        split = tree["tree_structure"]
        if tree["num_leaves"] > 2:
            raise TypeError("trees with several splits are no sum over inputs")
        if split.get("decision_type") == "<=":
            found[split["split_feature"]].add(float(split["threshold"]))
    return [sorted(each) for each in found]


def _level(source: Levels, part: Part, code: LevelCode, weights: list[float]) -> LevelInput:
    return LevelInput(
        name=source.label,
        part=part,
        weights={
            folded(name): weights[place]
            for name, place in zip(source.names, code.place, strict=True)
            if place >= 2
        },
        other=weights[1],
        missing=weights[0],
    )
