"""How to call the product's own command in a shell on this machine."""

import shutil
import sys
from functools import cache
from pathlib import Path


@cache
def own_command() -> str:
    """`leadwright` if it is on PATH, `.venv/bin/leadwright` if it is only in this folder.

    Never an absolute path: public pages show it too.
    """
    beside = Path(sys.executable).with_name("leadwright")
    if shutil.which("leadwright") or not beside.is_file():
        return "leadwright"
    here = Path.cwd()
    return str(beside.relative_to(here)) if beside.is_relative_to(here) else "leadwright"
