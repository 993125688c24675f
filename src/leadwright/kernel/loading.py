"""Late imports by dotted path. They keep heavy modules out of light processes."""

from importlib import import_module
from typing import Any


def resolve(path: str) -> Any:
    """The object behind `package.module:name`."""
    module, _, name = path.partition(":")
    return getattr(import_module(module), name)
