"""What of a model can be replayed, how a replay of one is called, and what the model had seen."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from leadwright.features.prediction.models import PredictionModel
from leadwright.features.scoring.blending import Mode
from leadwright.features.scoring.models import Replay
from leadwright.features.scoring.replay_figures import Unseen
from leadwright.features.scoring.replays import Model

NAMES = {Mode.RULES: "Rules alone", Mode.BLEND: "A blend", Mode.MODEL: "The model alone"}
_MOST = 4


@dataclass(frozen=True)
class ModelChoice:
    """A way to make scores that can be replayed. `model_id` "": the chosen version, or none."""

    mode: str
    model_id: str
    title: str
    about: str


def choices(versions: Sequence[PredictionModel], now: Mode) -> tuple[ModelChoice, ...]:
    """The other modes with the chosen version, and the newest other versions in the place of it."""
    chosen = next((row for row in versions if row.state == "in_use"), None)
    found = []
    if chosen is not None:
        found = [
            ModelChoice(mode.value, "", NAMES[mode], made_by(_model(mode, chosen)))
            for mode in Mode
            if mode is not now
        ]
    others = [row for row in versions if row.state in {"ready", "retired"}][:_MOST]
    return tuple(found + [of_version(row, now) for row in others])


def of_version(row: PredictionModel, now: Mode) -> ModelChoice:
    """A version as if it were chosen; where rules alone make scores, in a blend."""
    mode = Mode.BLEND if now is Mode.RULES else now
    return ModelChoice(
        mode.value, str(row.id), f"Model version {row.number}", made_by(_model(mode, row))
    )


def made_by(model: Model | None) -> str:
    """Who makes a score."""
    if model is None or not model.share:
        return "100 % rules"
    if model.share == 100:
        return f"model version {model.number} alone"
    return f"{100 - model.share} % rules, {model.share} % model version {model.number}"


def title(one: Replay) -> str:
    """What is replayed, where it is no card."""
    new, old = told(one.model), told(one.model_against)
    if new is None:
        return NAMES[Mode.RULES]
    same_way = old is not None and old.mode is new.mode
    return f"Model version {new.number}" if same_way else NAMES[new.mode]


def told(model: dict[str, Any] | None) -> Model | None:
    return None if model is None else Model.model_validate(model)


def seen(one: Replay, unseen: Unseen) -> str:
    """Whether the model could have known the outcomes it is measured on. "" where no model takes part."""
    parts = [model for model in (told(one.model), told(one.model_against)) if model is not None]
    if not parts:
        return ""
    words = "No model is measured on a lead it has learned from."
    if unseen.after:
        words += (
            f" Newer than the training, so judged by the version itself: {_leads(unseen.after)}."
        )
    if unseen.sisters:
        words += (
            f" Older than the training: {_leads(unseen.sisters)}, each judged by a sister. That is a model"
            " of the same kind, trained without this lead and without a fifth of all others."
        )
    if unseen.left_out:
        words += (
            f" Left out: {_leads(unseen.left_out)}, because the version is from before there were"
            " sisters. Train a new one to see them counted."
        )
    return words


def _model(mode: Mode, row: PredictionModel) -> Model | None:
    if mode is Mode.RULES:
        return None
    return Model(mode=mode, model_id=row.id, number=row.number, outcomes=row.outcomes)


def _leads(count: int) -> str:
    return "1 decided lead" if count == 1 else f"{count:,} decided leads"
