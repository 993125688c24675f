"""What many ask at the same moment."""

import asyncio

from leadwright.kernel.single_flight import SingleFlight


async def test_who_asks_while_it_is_read_gets_that_answer_and_the_next_a_new_one() -> None:
    read: list[str] = []
    may_go = asyncio.Event()

    async def look(key: str) -> int:
        read.append(key)
        await may_go.wait()
        return len(read)

    reading = SingleFlight(look)
    asking = [asyncio.create_task(reading.of(key)) for key in ("a", "a", "b", "a")]
    await asyncio.sleep(0)
    asking[0].cancel()
    await asyncio.sleep(0)
    may_go.set()
    assert await asyncio.gather(*asking[1:]) == [2, 2, 2]
    assert read == ["a", "b"]
    assert await reading.of("a") == 3


async def test_a_failure_is_everybodys_and_not_kept() -> None:
    answers = iter((OSError("away"), None))

    async def look(_: str) -> str:
        problem = next(answers)
        await asyncio.sleep(0)
        if problem is not None:
            raise problem
        return "there"

    reading = SingleFlight(look)
    found = await asyncio.gather(*(reading.of("a") for _ in range(2)), return_exceptions=True)
    assert [type(one) for one in found] == [OSError, OSError]
    assert await reading.of("a") == "there"
