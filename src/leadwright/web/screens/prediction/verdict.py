"""Whether a version is worth choosing, said in a sentence before all figures."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Verdict:
    """`is_for_it`: the figures speak for choosing the version."""

    is_for_it: bool
    words: str


def verdict_of(report: dict[str, Any]) -> Verdict:
    """By how the model and the rules alone ordered the same tested leads (AUC).

    The interval of either says how much of a difference may be luck; it is no test of the difference,
    so that the words stay careful where the intervals overlap.
    """
    auc, (low, high) = report["auc"], report["intervals"]["auc"]
    rules = report.get("rules_alone")
    if low <= 0.5:
        words = (
            "These figures cannot tell this version from chance. Let it be, and train again when"
            " more leads have an outcome."
        )
        return Verdict(is_for_it=False, words=words)
    if rules is None:
        words = "It orders leads better than chance. The rules had no scores to compare it with."
        return Verdict(is_for_it=True, words=words)
    against = f"({auc:.3f} against {rules['auc']:.3f})"
    if low > rules["auc"]:
        words = f"It orders leads better than the rules alone {against}. Choose it."
    elif auc > rules["auc"]:
        words = (
            f"It orders leads a little better than the rules alone {against}, which may be luck."
            " Replay it, and try it in a blend or as a challenger."
        )
    elif high < rules["auc"]:
        words = f"The rules alone order leads better {against}. Keep to them."
    else:
        words = (
            f"It orders leads no better than the rules alone {against}. There is no reason to choose"
            " it yet."
        )
    return Verdict(is_for_it=auc > rules["auc"], words=words)
