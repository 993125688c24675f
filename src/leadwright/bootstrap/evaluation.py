"""Evaluations from the shell: no server, no database."""

import json
from pathlib import Path
from typing import Any

from leadwright.bootstrap.embedding import load_embedder
from leadwright.domain.errors import Invalid
from leadwright.features.understanding.evaluation import evaluate
from leadwright.features.understanding.heads import load_heads
from leadwright.kernel import clock


def understanding(file: str) -> dict[str, Any]:
    """Predictions and metrics for a file of JSON lines."""
    try:
        text = Path(file).read_text("utf-8-sig")
    except (OSError, ValueError) as error:
        raise Invalid(f"{file} cannot be read: {error}.") from error
    # only these end a line of JSON: U+2028 and its kin may stand inside a message
    numbered = enumerate(text.split("\n"), 1)
    lines = [_line(file, n, line) for n, line in numbered if line.strip()]
    return evaluate(lines, load_embedder(), load_heads(), clock.now().date())


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
