"""The library for language models is loaded by nobody who does not ask a model (docs/adr/0013)."""

import subprocess
import sys

import pytest

HEAVY = ("pydantic_ai", "openai", "anthropic", "genai_prices", "httpx2")


@pytest.mark.parametrize(
    "modules",
    ["leadwright.web.serve, leadwright.web.app, leadwright.bootstrap.web", "leadwright.worker"],
)
def test_starting_imports_no_library_for_models(modules: str) -> None:
    code = (
        f"import sys, {modules}\n"
        "from leadwright.integrations import INTEGRATIONS\n"
        "from leadwright.kernel.loading import resolve\n"
        "[resolve(card.connect) for card in INTEGRATIONS if card.connect]\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=100, check=True
    )
    assert done.stdout.strip() == "[]"
