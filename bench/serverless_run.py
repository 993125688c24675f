"""The Lambda's handler in a process of its own, as the runtime would hold it: prints JSON.

`python -m bench.serverless_run BUCKET KEY...` handles one event a key; the first one is the cold one.
"""

import contextlib
import io
import json
import sys
import time
from pathlib import Path


def main() -> None:
    bucket, *keys = sys.argv[1:]
    began = time.perf_counter()
    from leadwright.serverless.handler import handle  # noqa: PLC0415 -- its import is measured

    runs = []
    for key in keys:
        where = {"bucket": {"name": bucket}, "object": {"key": key}}
        record = {"eventName": "ObjectCreated:Put", "s3": where}
        cpu = time.process_time()
        with contextlib.redirect_stdout(io.StringIO()):
            result = handle({"Records": [record]})
        now = time.perf_counter()
        runs.append({
            "rows": result["files"][0]["rows"],
            "milliseconds": (now - began) * 1000,
            "cpu_milliseconds": (time.process_time() - cpu) * 1000,
        })  # fmt: skip
        began = now
    # Not getrusage: its maximum is inherited from whoever started this process.
    status = Path("/proc/self/status").read_text()
    peak = int(status.partition("VmHWM:")[2].split()[0]) / 1024
    print(json.dumps({"runs": runs, "peak_megabytes": peak}))


if __name__ == "__main__":
    main()
