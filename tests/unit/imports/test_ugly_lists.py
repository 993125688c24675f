"""Lists as marketing partners in nine languages would send them, each with what it should become."""

from pathlib import Path

import pytest
from tests.unit.imports import ugly
from tests.unit.imports.expecting import read

FILES = sorted(Path(__file__).parent.glob("ugly_*.txt"))
LISTS = {
    f"{path.stem} {name}": (body, wishes)
    for path in FILES
    for name, body, wishes in ugly.lists(path)
}


@pytest.mark.parametrize("name", LISTS)
def test_an_ugly_list_becomes_what_its_sender_meant(name: str, tmp_path: Path) -> None:
    body, wishes = LISTS[name]
    assert ugly.differences(read(ugly.write(body, tmp_path)), wishes) == []
