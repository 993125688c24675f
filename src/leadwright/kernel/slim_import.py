"""Loads a package (structlog, httpx) without rich and pygments, which these take for a command line's paint.

That is some 8 MB in each process for tracebacks in colours and for httpx's own command; we show neither.
"""

import sys
from importlib import import_module

_PAINT = ("rich", "pygments")


def load(package: str) -> None:
    """Load it while the paint is not to be found; whoever else wants it finds it afterwards."""
    hidden = [name for name in _PAINT if name not in sys.modules]
    for name in hidden:
        sys.modules[name] = None  # type: ignore[assignment]  # so Python marks what is not there
    try:
        import_module(package)
    finally:
        for name in hidden:
            del sys.modules[name]
