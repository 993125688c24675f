"""`leadwright demo`: opens, fills, renews or removes a demo workspace, and says how to get in."""

from collections.abc import Callable, Mapping

from leadwright.bootstrap import setup, worker
from leadwright.bootstrap.common import Runtime
from leadwright.bootstrap.demo import company, fill
from leadwright.bootstrap.demo.company import Progress
from leadwright.bootstrap.demo.plan import DemoOptions
from leadwright.domain.errors import Conflict
from leadwright.kernel.own_command import own_command

Say = Callable[[str], None]
_EVERY = 25


async def make(
    runtime: Runtime, *, name: str, options: Mapping[str, int], say: Say, again: bool = False
) -> str:
    """Fill the demo workspace, or go on where an earlier start was stopped. What to do next."""
    await setup.make_partitions(runtime)
    if again:
        await _forget(runtime, name)
    opened = await company.open_or_find(runtime, name, DemoOptions(**options))
    if opened.is_full:
        raise Conflict(
            f"{name!r} is filled already ({runtime.settings.address}/w/{opened.slug}). "
            "Make it anew with --again, or another one with --workspace NAME."
        )
    if opened.done:
        say(f"Going on after step {opened.done} of {opened.of}, as begun: {opened.options}")
    email, password = await company.welcome(runtime, opened.workspace_id)
    parts = worker.build(runtime)
    try:
        full = await fill.fill_demo(runtime, parts.jobs, opened, _teller(say))
    finally:
        await parts.delivery.sender.close()
    login = f"sign in as {email} with {password}, or" if password else "sign in"
    return (
        f"{runtime.settings.address}/w/{full.slug}: {login} as an owner of a workspace here. "
        f"Start the product with `{own_command()} run` if it does not run."
    )


async def remove(runtime: Runtime, *, name: str) -> str:
    await company.remove(runtime, name)
    return f"The demo workspace {name!r} and everything in it is gone."


async def _forget(runtime: Runtime, name: str) -> None:
    async with runtime.database.system() as session:
        standing = await company.progress(session, name)
    if standing is not None:
        await company.remove(runtime, name)


def _teller(say: Say) -> Callable[[Progress], None]:
    def tell(progress: Progress) -> None:
        if progress.done % _EVERY == 0 or progress.is_full:
            say(f"{progress.done:5} of {progress.of} steps")

    return tell
