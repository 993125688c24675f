"""Which rows of a part wait for the parts before it."""

from leadwright.domain.ids import new_id
from leadwright.features.imports.taking import Part, Staged, Taking
from leadwright.features.routing.round_robin import TurnAllocator
from leadwright.kernel import clock
from leadwright.pipeline.imports.lanes import Lane
from leadwright.pipeline.imports.read_ahead import Ahead

_ABOUT = Taking(new_id(), "fair.csv", "api", "", "none", 0, None)


def _lane(before: Lane | None, *people: str) -> Lane:
    rows = [
        Staged(
            at, "new", needs_person=False, key=f"{at} {one}", form="{}", facts="[]", custom="{}",
            person=(one, one, f"{one}@a.example", f"{one}@a.example", None, None, "", "", None, "Booth", ()),
        )
        for at, one in enumerate(people)
    ]  # fmt: skip
    return Lane(Ahead(_ABOUT, Part(0, rows), clock.now()), TurnAllocator(), before)


def _names(lane: Lane) -> list[list[str]]:
    return [[one.person.name for one in rows] for rows in lane.parted()]


async def test_a_row_waits_for_every_part_under_way_that_may_be_about_its_person() -> None:
    first = _lane(None, "ada", "dana")
    second = _lane(first, "bea")
    third = _lane(second, "ada", "bea", "cy")
    assert _names(second) == [["bea"], []]
    assert _names(third) == [["cy"], ["ada", "bea"]]
    await second.behind()  # the first is committed
    assert _names(third) == [["ada", "cy"], ["bea"]]
    await third.behind()
    assert _names(third) == [["ada", "bea", "cy"], []]
