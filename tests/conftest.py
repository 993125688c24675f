"""How parallel runners share the tests: a file stays whole, and so do the tests that start the product.

pytest-xdist's own groups are lost with pytest 9 (it writes them into an id that is read-only now).
"""

import os

# As the product's own processes are started: threads of arithmetic would only take turns with each other.
os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")  # noqa: TID251 -- read by numpy

import pytest
import structlog
from hypothesis import settings
from xdist.scheduler import LoadScopeScheduling

# How long an example takes says more of the machine's other work than of our code.
settings.register_profile("shared machine", deadline=None)
settings.load_profile("shared machine")

# A failure that a test wants is logged in seconds if each frame's variables are drawn in boxes.
*_, _console = structlog.get_config()["processors"]
_console.exception_formatter = structlog.dev.plain_traceback

WHOLE_FOLDERS = ("tests/browser/", "tests/faults/")
# These mostly wait for time-outs and heartbeats, so that they go beside the other tests of that folder.
PATIENT = tuple(
    f"tests/faults/test_{name}.py" for name in ("import_killed", "mail_faults", "poison")
)


class ByPlace(LoadScopeScheduling):  # type: ignore[misc]  # xdist ships no types
    """One runner a file, and one for each of the folders that heat the machine; faults have two."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        if file in PATIENT:
            return "faults that wait"
        return next((folder for folder in WHOLE_FOLDERS if file.startswith(folder)), file)


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> ByPlace:
    config.option.loadscopereorder = False  # the long folders come early by their names
    return ByPlace(config, log)
