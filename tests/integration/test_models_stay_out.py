"""The library for language models is loaded by nobody who does not ask a model (docs/adr/0013), and
the steps of the pipeline, with all they compare and read by, by no web process."""

import subprocess
import sys

import pytest

HEAVY = ("pydantic_ai", "openai", "anthropic", "genai_prices", "httpx2")
STEPS = ("leadwright.pipeline.lead", "cleanco", "tldextract")
WEB = "leadwright.web.serve, leadwright.web.app, leadwright.bootstrap.web"


@pytest.mark.parametrize(
    ("modules", "heavy"), [(WEB, (*HEAVY, *STEPS)), ("leadwright.worker", HEAVY)]
)
def test_starting_imports_nothing_heavy_that_another_process_needs(
    modules: str, heavy: tuple[str, ...]
) -> None:
    code = (
        f"import sys, {modules}\n"
        "from leadwright.integrations import INTEGRATIONS\n"
        "from leadwright.kernel.loading import resolve\n"
        "[resolve(card.connect) for card in INTEGRATIONS if card.connect]\n"
        f"print([name for name in {heavy!r} if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=100, check=True
    )
    assert done.stdout.strip() == "[]"


def test_a_server_of_ones_own_is_asked_without_the_library() -> None:
    code = (
        "import asyncio, sys\n"
        "from leadwright.integrations.openai_compatible.model import connect\n"
        "from leadwright.kernel.outbound.http import guarded_client\n"
        "from leadwright.ports.wiring import Wiring\n"
        "values = {'model': 'm', 'base_url': 'http://127.0.0.1:9/v1'}\n"
        "asyncio.run(connect(Wiring(values, guarded_client())).load())\n"
        "print([name for name in ('pydantic_ai', 'openai', 'anthropic') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=100, check=True
    )
    assert done.stdout.strip() == "[]"
