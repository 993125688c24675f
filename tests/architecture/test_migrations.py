"""Migrations stand in one line: with two of one number no schema could be made."""

import re
from pathlib import Path

VERSIONS = Path(__file__).parents[2] / "src/leadwright/migrations/versions"


def test_each_migration_follows_the_one_before_it() -> None:
    before = None
    for path in sorted(VERSIONS.glob("[0-9]*.py")):
        told = dict(
            re.findall(r"^(revision|down_revision) = (.+)$", path.read_text(), re.MULTILINE)
        )
        assert told["revision"] == f'"{path.name[:4]}"', path.name
        assert told["down_revision"] == (f'"{before}"' if before else "None"), path.name
        before = path.name[:4]
