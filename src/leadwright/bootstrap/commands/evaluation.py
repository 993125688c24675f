"""Evaluations from the shell: no server, no database."""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from leadwright.bootstrap.embedding import load_embedder
from leadwright.domain.errors import Invalid
from leadwright.domain.reading import Intent
from leadwright.features.understanding.evaluation import evaluate
from leadwright.features.understanding.heads import load_heads
from leadwright.kernel import clock


def understanding(file: str, warn: Callable[[str], None]) -> dict[str, Any]:
    """Predictions and metrics for a file of JSON lines. `warn` hears what makes them doubtful."""
    try:
        text = Path(file).read_text("utf-8-sig")
    except (OSError, ValueError) as error:
        raise Invalid(f"{file} cannot be read: {error}.") from error
    # only these end a line of JSON: U+2028 and its kin may stand inside a message
    numbered = enumerate(text.split("\n"), 1)
    lines = [_line(file, n, line) for n, line in numbered if line.strip()]
    for doubt in _doubts(lines):
        warn(f"{file}: {doubt}")
    return evaluate(lines, load_embedder(), load_heads(), clock.now().date())


def _doubts(lines: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """What would make figures or predictions say something else than their reader thinks."""
    ids = [line.get("id") for line in lines]
    if missing := ids.count(None):
        yield f"{missing} of {len(lines)} lines have no id; their predictions stand in the file's order."
    twice = [str(each) for each, times in Counter(map(str, filter(None, ids))).items() if times > 1]
    if twice:
        yield f"ids that occur more than once: {', '.join(twice[:10])}."
    known = {str(intent) for intent in Intent}
    strange = sorted({str(line["intent"]) for line in lines if line.get("intent")} - known)
    if strange:
        yield f"labels that are no intent, so always counted as wrong: {', '.join(strange[:10])}."


def _line(file: str, number: int, line: str) -> dict[str, Any]:
    try:
        value = json.loads(line)
    except ValueError as error:
        raise Invalid(f"{file}, line {number} is no JSON: {error}.") from error
    if not isinstance(value, dict):
        raise Invalid(f"{file}, line {number} is no JSON object.")
    if not isinstance(value.get("message"), str | None):
        raise Invalid(f"{file}, line {number}: message must be text or null.")
    return value
