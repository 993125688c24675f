"""The guards that no tool has ready: sizes, commits at the edge, walls, documented events."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = sorted((ROOT / "src").rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))
MIGRATIONS = ROOT / "src/leadwright/migrations"
MAY_COMMIT = {"src/leadwright/kernel/db/session.py", "src/leadwright/kernel/db/upgrade.py"}


@pytest.mark.parametrize("path", SOURCES + TESTS, ids=lambda p: str(p.relative_to(ROOT)))
def test_files_and_functions_stay_small(path: Path) -> None:
    if MIGRATIONS in path.parents:
        return
    text = path.read_text()
    assert len(text.splitlines()) <= 400
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            assert (node.end_lineno or node.lineno) - node.lineno < 60, node.name


def test_only_the_edge_commits() -> None:
    for path in SOURCES:
        name = str(path.relative_to(ROOT))
        if name in MAY_COMMIT:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Attribute):
                assert node.attr != "commit", f"{name} commits"


def test_every_event_stands_in_the_reference() -> None:
    from leadwright.domain import behaviour, events  # noqa: PLC0415 -- fill the catalogue
    from leadwright.domain.event import CATALOGUE  # noqa: PLC0415

    assert events.__doc__
    assert behaviour.__doc__
    page = (ROOT / "docs/reference/events.md").read_text()
    for name in CATALOGUE:
        assert f"## `{name}`" in page, f"{name} is not documented: make docs"


def test_every_table_is_walled_or_named_as_global() -> None:
    from leadwright.kernel.db.base import GLOBAL_TABLES  # noqa: PLC0415

    sql = (MIGRATIONS / "sql/0001_first_house.sql").read_text()
    walls = (MIGRATIONS / "versions/0001_first_house.py").read_text()
    tables = {
        line.split()[2]
        for line in sql.splitlines()
        if line.startswith("create table ") and "if not exists" not in line
    }
    for table in tables:
        assert table in GLOBAL_TABLES or f'"{table}"' in walls, f"{table} has no wall"


def test_revisions_follow_one_another() -> None:
    """Two that were written side by side take the same number, and no schema can be made any more."""
    files = sorted((MIGRATIONS / "versions").glob("[0-9]*_*.py"))
    numbers = [f"{number:04}" for number in range(1, len(files) + 1)]
    assert [file.name[:4] for file in files] == numbers
    for file, number, before in zip(files, numbers, [None, *numbers], strict=False):
        text = file.read_text()
        assert f'revision = "{number}"\n' in text, f"{file.name} is another revision"
        after = "None" if before is None else f'"{before}"'
        assert f"down_revision = {after}\n" in text, (
            f"{file.name} does not follow the one before it"
        )
