"""Runs all guards and shows only those that fail, so that green is one line."""

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

BIN = Path(sys.executable).parent
ROOT = Path(__file__).parent.parent

# The longest first, so that the others run beside it.
GUARDS: dict[str, list[str]] = {
    "types": [str(BIN / "mypy"), "--no-error-summary"],
    "format": [str(BIN / "ruff"), "format", "--check", "-q", "."],
    "lint": [str(BIN / "ruff"), "check", "-q", "."],
    "floors": [str(BIN / "lint-imports"), "--no-logo"],
    "architecture": [sys.executable, "-m", "pytest", "tests/architecture", "-x"],
    "templates": [str(BIN / "djlint"), "src/leadwright/web/templates", "--lint", "--quiet"],
    "front end": [sys.executable, "tools/frontend.py", "check"],
}


def run(guard: str) -> tuple[str, int, str, float]:
    began = time.monotonic()
    done = subprocess.run(
        GUARDS[guard], cwd=ROOT, capture_output=True, text=True, check=False, timeout=600
    )
    return guard, done.returncode, done.stdout + done.stderr, time.monotonic() - began


def main() -> None:
    failed = False
    with ThreadPoolExecutor(2) as pool:
        for guard, code, output, seconds in pool.map(run, GUARDS):
            print(f"{'ok  ' if code == 0 else 'FAIL'} {guard:13} {seconds:5.1f} s")
            if code != 0:
                failed = True
                print(output.rstrip())
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
