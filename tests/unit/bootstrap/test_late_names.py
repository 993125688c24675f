"""What commands load late is named in strings, which no type checker and no rename follows."""

import ast
from pathlib import Path

import pytest

from leadwright import cli
from leadwright.kernel.loading import resolve


def named() -> list[str]:
    """Every `package.module:name` that `cli.py` resolves, with its modules' short names filled in."""
    tree = ast.parse(Path(cli.__file__).read_text())
    modules = {
        target.id: str(node.value.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    found = set()
    for node in ast.walk(tree):
        match node:
            case ast.Constant(value=str(text)) if text.startswith("leadwright.") and ":" in text:
                found.add(text)
            case ast.JoinedStr(
                values=[
                    ast.FormattedValue(value=ast.Name(id=short)),
                    ast.Constant(value=str(rest)),
                ]
            ) if rest.startswith(":"):
                found.add(modules[short] + rest)
    return sorted(found)


@pytest.mark.parametrize("path", named())
def test_a_command_finds_what_it_loads_late(path: str) -> None:
    assert callable(resolve(path))
