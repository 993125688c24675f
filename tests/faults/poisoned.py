"""The product with two poisons in it: `python poisoned.py run`, used by test_poison.

A message that says so raises in the score step each time, or ends its worker's process. The queue
notices a dead worker within seconds instead of half a minute.
"""

import os
from dataclasses import replace
from datetime import timedelta
from typing import Any

from leadwright import __main__, supervisor
from leadwright.domain.lead import LeadSnapshot
from leadwright.kernel.jobs import runner
from leadwright.pipeline import jobs as pipeline_jobs
from leadwright.pipeline import lead as pipeline
from leadwright.pipeline import runs

RAISES, KILLS = "arsenic", "cyanide"
POISONED_AT = "score"


def poisoned(step: Any) -> Any:
    if step.name != POISONED_AT:
        return step

    async def apply(session: Any, lead: LeadSnapshot, *rest: Any) -> Any:
        message = lead.form.message or ""
        if KILLS in message:
            os._exit(1)
        if RAISES in message:
            raise RuntimeError("poisoned")
        return await step.apply(session, lead, *rest)

    return replace(step, apply=apply)


def main() -> None:
    from leadwright.bootstrap import worker  # noqa: PLC0415 -- after its parts were changed

    worker.LEAD_PIPELINE = tuple(poisoned(step) for step in pipeline.LEAD_PIPELINE)  # type: ignore[attr-defined]
    runner.HEARTBEAT = timedelta(seconds=3)
    runs.LEASE = timedelta(seconds=2)
    _hurry(pipeline_jobs)
    supervisor.COMMAND = (__file__,)  # its children must be poisoned as well
    __main__.main()


def _hurry(module: Any) -> None:
    """Back-off in milliseconds: a test need not wait for what a job in trouble should."""
    usual = module.Job
    module.Job = lambda *given, **named: replace(
        usual(*given, **named), first_delay=timedelta(milliseconds=50)
    )


if __name__ == "__main__":
    main()
