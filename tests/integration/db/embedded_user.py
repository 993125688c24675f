"""A process that uses the embedded database and can be killed: one JSON order a line, one answer.

Arguments: FOLDER [PG_BIN]. Orders: {"do": "start" | "alive" | "stop" | "stop when alone"}.
"""

import json
import sys
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

from leadwright.kernel import logging
from leadwright.kernel.db.embedded import EmbeddedPostgres
from leadwright.kernel.db.unavailable import DatabaseUnavailable


def obey(database: EmbeddedPostgres, order: dict[str, Any]) -> dict[str, Any]:
    if order["do"] == "start":
        began = time.monotonic()
        urls = database.start(order.get("timeout", 30))
        server = database._process
        return {
            "urls": asdict(urls),
            "owner": database.is_owner,
            "server": server.pid if server else None,
            "seconds": time.monotonic() - began,
        }
    if order["do"] == "alive":
        return {"alive": database.alive()}
    database.stop(wait_for_others=order["do"] == "stop when alone")
    return {}


def main() -> None:
    logging.configure()  # to stderr: stdout is for the answers
    folder, *pg_bin = map(Path, sys.argv[1:])
    database = EmbeddedPostgres(folder, pg_bin=pg_bin[0] if pg_bin else None)
    for line in sys.stdin:
        try:
            answer = obey(database, json.loads(line))
        except DatabaseUnavailable as error:
            answer = {"error": str(error)}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
