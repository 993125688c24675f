"""Structured log lines and metrics, one JSON object a line, without anything a row says.

Metrics are log lines too (CloudWatch embedded metric format), so that no call is made for them.
"""

import json
import sys
import time
from collections.abc import Mapping

NAMESPACE = "Leadwright/Intake"
_LEVELS = {"DEBUG": 10, "INFO": 20, "WARNING": 30, "ERROR": 40}


class Log:
    """Bound to one invocation, so that its lines can be found by the request's id."""

    def __init__(self, level: str, request_id: str, function: str) -> None:
        self._least = _LEVELS[level]
        self._request_id = request_id
        self._function = function

    def write(self, level: str, event: str, **fields: object) -> None:
        if _LEVELS[level] < self._least:
            return
        _line({"level": level, "event": event, "request_id": self._request_id, **fields})

    def measure(self, values: Mapping[str, int]) -> None:
        """Counts and milliseconds, whatever the log level is: alarms depend on them."""
        units = [
            {"Name": name, "Unit": "Milliseconds" if name == "Milliseconds" else "Count"}
            for name in values
        ]
        directive = {"Namespace": NAMESPACE, "Dimensions": [["Function"]], "Metrics": units}
        _line(
            {
                "_aws": {
                    "Timestamp": time.time_ns() // 1_000_000,
                    "CloudWatchMetrics": [directive],
                },
                "Function": self._function,
                "request_id": self._request_id,
                **values,
            }
        )


def _line(fields: Mapping[str, object]) -> None:
    sys.stdout.write(json.dumps(fields, ensure_ascii=False, default=str) + "\n")
