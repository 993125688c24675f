"""How the product's own command is called in a shell of this machine."""

import shutil
import sys
from functools import cache
from pathlib import Path


@cache
def own_command() -> str:
    """`leadwright` where it is on the path, `.venv/bin/leadwright` where it only lies in this folder.

    Never a whole path: pages that strangers may see say it too.
    """
    beside = Path(sys.executable).with_name("leadwright")
    if shutil.which("leadwright") or not beside.is_file():
        return "leadwright"
    here = Path.cwd()
    return str(beside.relative_to(here)) if beside.is_relative_to(here) else "leadwright"
