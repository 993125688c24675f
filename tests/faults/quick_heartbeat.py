"""The product that misses a dead worker after ten seconds instead of thirty: `python quick_heartbeat.py run`.

For tests that kill a worker and wait for another one to take its jobs over.
"""

from datetime import timedelta
from pathlib import Path

from leadwright import __main__, supervisor
from leadwright.kernel import job_running
from leadwright.pipeline import runs

PROGRAM = (str(Path(__file__)),)


def main() -> None:
    job_running.HEARTBEAT = timedelta(seconds=10)
    runs.LEASE = timedelta(seconds=8)  # shorter than the heartbeat, as in the product
    supervisor.COMMAND = PROGRAM  # its children as well
    __main__.main()


if __name__ == "__main__":
    main()
