"""Imports a package (structlog, httpx) without rich and pygments, which it needs only for coloured output.

That saves about 8 MB per process: coloured tracebacks and httpx's own command are not used here.
"""

import sys
from importlib import import_module

_PAINT = ("rich", "pygments")


def load(package: str) -> None:
    """Import the package with rich and pygments hidden; they can be imported again afterwards."""
    hidden = [name for name in _PAINT if name not in sys.modules]
    for name in hidden:
        sys.modules[name] = None  # type: ignore[assignment]  # so Python marks what is not there
    try:
        import_module(package)
    finally:
        for name in hidden:
            del sys.modules[name]
