"""Installing the package builds its front end, so that an editable install is ready to serve."""

import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class FrontendBuild(BuildHookInterface[Any]):
    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        del version, build_data
        command = [sys.executable, str(Path(self.root) / "tools/frontend.py"), "build"]
        subprocess.run(command, check=True)  # noqa: S603 - our own program, by its own path
