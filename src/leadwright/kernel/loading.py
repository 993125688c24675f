"""The only late import there is: heavy parts named by a dotted path, so that shells stay light."""

from importlib import import_module
from typing import Any


def resolve(path: str) -> Any:
    """The object behind `package.module:name`."""
    module, _, name = path.partition(":")
    return getattr(import_module(module), name)
