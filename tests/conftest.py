"""How parallel runners share the tests: a file stays whole, and so do the tests that start the product.

pytest-xdist's own groups are lost with pytest 9 (it writes them into an id that is read-only now).
"""

import pytest
from hypothesis import settings
from xdist.scheduler import LoadScopeScheduling

# How long an example takes says more of the machine's other work than of our code.
settings.register_profile("shared machine", deadline=None)
settings.load_profile("shared machine")

WHOLE_FOLDERS = ("tests/browser/", "tests/faults/")


class ByPlace(LoadScopeScheduling):  # type: ignore[misc]  # xdist ships no types
    """One runner a file, and one for each of the folders that heat the machine."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return next((folder for folder in WHOLE_FOLDERS if file.startswith(folder)), file)


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> ByPlace:
    config.option.loadscopereorder = False  # the long folders come early by their names
    return ByPlace(config, log)
