"""How good probabilities are: order, honesty, use; with intervals from a bootstrap."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from leadwright.features.prediction.training.table import Floats, Ints

DRAWS: Final = 300
ECE_BINS: Final = 10
_TINY: Final = 1e-12


@dataclass(frozen=True)
class Judged:
    """Predictions and outcomes, prepared so that each weighting of the rows costs one pass."""

    won: Floats
    chance: Floats
    rank: Ints
    loss: Floats
    bin: Ints

    @property
    def ones(self) -> Floats:
        """The weighting in which each row counts once."""
        return np.ones(len(self.won))


def judge(won: Floats, chance: Floats) -> Judged:
    """Prepare; `chance` are probabilities from 0 to 1, `won` is 0 or 1."""
    _, rank = np.unique(chance, return_inverse=True)
    safe = np.clip(chance, _TINY, 1 - _TINY)
    loss = -(won * np.log(safe) + (1 - won) * np.log(1 - safe))
    bins = np.minimum((chance * ECE_BINS).astype(np.int64), ECE_BINS - 1)
    return Judged(won, chance, rank.astype(np.int64), loss, bins)


def figures(judged: Judged, weight: Floats | None = None) -> dict[str, float]:
    """AUC, log-loss, Brier, ECE (ten equal-width bins), lift of the top tenth, capture at 30 %.

    Ties at the border of a share count with their expected part.
    """
    weight = judged.ones if weight is None else weight
    total = weight.sum()
    wins = np.bincount(judged.rank, weight * judged.won).astype(np.float64)
    alls = np.bincount(judged.rank, weight).astype(np.float64)
    losses = alls - wins
    pairs = wins.sum() * losses.sum()
    auc = float((wins * (np.cumsum(losses) - losses / 2)).sum() / pairs) if pairs else float("nan")
    top, third = (_share_of_wins(wins, alls, share) for share in (0.1, 0.3))
    return {
        "auc": auc,
        "log_loss": float((weight * judged.loss).sum() / total),
        "brier": float((weight * (judged.won - judged.chance) ** 2).sum() / total),
        "ece": _ece(judged, weight),
        "lift_top_decile": top / 0.1,
        "capture_30": third,
    }


def auc_of(score: Floats, won: Floats) -> float:
    """AUC of any ordering."""
    _, rank = np.unique(score, return_inverse=True)
    return figures(judge(won, rank / max(int(rank.max()), 1)))["auc"]


def is_off(judged: Judged) -> bool:
    """Whether wins were more or fewer than the chances said by more than luck explains (95 %)."""
    luck = float(np.sqrt((judged.chance * (1 - judged.chance)).sum()))
    return abs(float((judged.won - judged.chance).sum())) > 1.96 * luck


def _ece(judged: Judged, weight: Floats) -> float:
    gap = np.bincount(judged.bin, weight * (judged.won - judged.chance), minlength=ECE_BINS)
    return float(np.abs(gap).sum() / weight.sum())


def _share_of_wins(wins: Floats, alls: Floats, share: float) -> float:
    """Which share of all wins is among the best `share` of the rows."""
    best_wins, best = np.cumsum(wins[::-1]), np.cumsum(alls[::-1])
    if not best_wins[-1]:
        return float("nan")
    found = np.interp(share * best[-1], np.append(0.0, best), np.append(0.0, best_wins))
    return float(found / best_wins[-1])


def intervals(judged: Judged, groups: Ints, seed: int) -> dict[str, list[float]]:
    """95 % of a bootstrap: groups of equal rows drawn with Poisson weights, the model held fixed.

    Luck alone makes an ECE larger, and drawing again does so once more: its draws are mirrored at
    the figure (basic bootstrap), which takes that off. Without it the truth lay below in two of three.
    """
    random = np.random.default_rng(seed)
    count = int(groups.max()) + 1
    draws = [
        figures(judged, random.poisson(1.0, count)[groups].astype(np.float64))
        for _ in range(DRAWS if len(groups) <= 100_000 else DRAWS // 3)
    ]
    found = {
        name: [
            float(edge) for edge in np.nanquantile([each[name] for each in draws], (0.025, 0.975))
        ]
        for name in draws[0]
    }
    low, high = found["ece"]
    told = figures(judged)["ece"]
    found["ece"] = [max(0.0, min(told, 2 * told - high)), max(told, 2 * told - low)]
    return found


def reliability(judged: Judged) -> list[dict[str, float]]:
    """Of each tenth of the probabilities: how many rows, what was said, what happened."""
    return [
        {
            "from": k / ECE_BINS,
            "to": (k + 1) / ECE_BINS,
            "rows": int(here.sum()),
            "predicted": float(judged.chance[here].mean()),
            "observed": float(judged.won[here].mean()),
        }
        for k in range(ECE_BINS)
        if (here := judged.bin == k).any()
    ]


def deciles(judged: Judged) -> list[dict[str, float]]:
    """From the best tenth of the rows to the worst: their share of wins and its ratio to all.

    Counted as `figures` counts: a row at a border, and rows of one chance, with their expected part.
    """
    wins = np.bincount(judged.rank, judged.won).astype(np.float64)
    alls = np.bincount(judged.rank).astype(np.float64)
    base = float(judged.won.mean())
    up_to = [_share_of_wins(wins, alls, place / 10) if base else 0.0 for place in range(11)]
    lifts = [10 * (up_to[place] - up_to[place - 1]) for place in range(1, 11)]
    return [
        {"decile": place, "rows": round(len(judged.won) / 10, 1), "rate": lift * base, "lift": lift}
        for place, lift in enumerate(lifts, 1)
    ]
