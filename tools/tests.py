"""Runs all tests, and the few that failed once more, alone.

The suite kills processes, counts seconds and drives a browser, two tests at a time, on machines that
others load too. A test that fails beside others and passes alone is named, so that it is mended; the
run does not fail for it. More than a few failures are no accident: then nothing is tried again.
"""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
FAILED = ROOT / ".pytest_cache/v/cache/lastfailed"
AT_MOST = 3
SOME_FAILED = 1
"""pytest's exit code, as against an interrupted run or a wrong call."""


def pytest(*arguments: str) -> int:
    command = [sys.executable, "-m", "pytest", *arguments]
    return subprocess.run(command, cwd=ROOT, check=False).returncode


def failed() -> list[str]:
    """The tests that failed in the run before."""
    return list(json.loads(FAILED.read_text())) if FAILED.is_file() else []


def main() -> None:
    FAILED.unlink(missing_ok=True)
    code = pytest("-n", "2", "--dist", "loadscope", *sys.argv[1:])
    again = failed()
    if code != SOME_FAILED or not 0 < len(again) <= AT_MOST:
        sys.exit(code)
    print(f"\nTried once more, alone: {', '.join(again)}", flush=True)
    code = pytest(*again)
    if code == 0:
        print(f"UNSTEADY: failed beside others, passed alone: {', '.join(again)}")
    sys.exit(code)


if __name__ == "__main__":
    main()
