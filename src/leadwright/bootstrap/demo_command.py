"""`leadwright demo`: opens, fills, renews or removes a demo workspace, and says how to get in."""

from collections.abc import Callable, Mapping

from leadwright.bootstrap import setup, worker
from leadwright.bootstrap.common import House
from leadwright.bootstrap.demo import company, fill
from leadwright.bootstrap.demo.company import Progress
from leadwright.bootstrap.demo.plan import Wish
from leadwright.domain.errors import Conflict

Say = Callable[[str], None]
_EVERY = 25


async def make(
    house: House, *, name: str, wish: Mapping[str, int], say: Say, again: bool = False
) -> str:
    """Fill the demo workspace, or go on where an earlier start was stopped. What to do next."""
    await setup.make_partitions(house)
    if again:
        await _forget(house, name)
    opened = await company.open_or_find(house, name, Wish(**wish))
    if opened.is_full:
        raise Conflict(
            f"{name!r} is filled already ({house.settings.address}/w/{opened.slug}). "
            "Make it anew with --again, or another one with --workspace NAME."
        )
    if opened.done:
        say(f"Going on after step {opened.done} of {opened.of}, as begun: {opened.wish}")
    email, password = await company.welcome(house, opened.workspace_id)
    workshop = worker.build(house)
    try:
        full = await fill.fill_demo(house, workshop.jobs, opened, _teller(say))
    finally:
        await workshop.post.sender.close()
    login = f"log in as {email} with {password}, or" if password else "log in"
    return (
        f"{house.settings.address}/w/{full.slug}: {login} as an owner of a workspace here. "
        "Start the product with `leadwright run` if it does not run."
    )


async def remove(house: House, *, name: str) -> str:
    await company.remove(house, name)
    return f"The demo workspace {name!r} and everything in it is gone."


async def _forget(house: House, name: str) -> None:
    async with house.database.system() as session:
        standing = await company.progress(session, name)
    if standing is not None:
        await company.remove(house, name)


def _teller(say: Say) -> Callable[[Progress], None]:
    def tell(progress: Progress) -> None:
        if progress.done % _EVERY == 0 or progress.is_full:
            say(f"{progress.done:5} of {progress.of} steps")

    return tell
