"""How pgqueuer's rows are written when a job is to run again: patiently, and counting only failures."""

import asyncio
from datetime import timedelta

from pgqueuer.adapters.persistence.queries import Queries
from pgqueuer.domain import models

from leadwright.kernel.db.unavailable import SIGNS_OF_ABSENCE, is_absence
from leadwright.kernel.logging import get

log = get("jobs")

_PAUSE = 0.5

_POSTPONE = """
with later as (
    update pgqueuer set status = 'queued', execute_after = now() + $2::interval, updated = now(),
        queue_manager_id = null
    where id = $1::bigint returning id, entrypoint, priority)
insert into pgqueuer_log (job_id, status, entrypoint, priority)
select id, 'queued', entrypoint, priority from later
"""


class JobBook(Queries):
    """pgqueuer's statements, but a job to be run again is never given up because nobody took the note.

    pgqueuer files a job whose retry it cannot write as failed for good, and it cannot write while
    the database is away, which is just when handlers fail. So we wait for the database instead; a
    worker that ends meanwhile leaves the job to the next one.
    """

    def __init__(self, driver: object) -> None:
        super().__init__(driver)  # type: ignore[arg-type]  # pgqueuer types its drivers by inheritance
        self.postponed: set[int] = set()

    async def retry_job(
        self,
        job: models.Job,
        delay: timedelta,
        traceback_record: models.TracebackRecord | None,
    ) -> None:
        """Put the job back, as soon as the database takes it."""
        counts = job.id not in self.postponed
        self.postponed.discard(job.id)
        while True:
            try:
                if counts:
                    await super().retry_job(job, delay, traceback_record)
                else:
                    await self.driver.execute(_POSTPONE, job.id, delay)
            except SIGNS_OF_ABSENCE as error:
                if not is_absence(error):
                    raise
                log.warning("job.retry_waits_for_database", job_id=job.id, error=repr(error))
                await asyncio.sleep(_PAUSE)
            else:
                return
