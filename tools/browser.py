"""Finds the browser of the tests, and gets one where there is none: Debian's as root, else Playwright's."""

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def installed() -> str | None:
    """The path of an installed Chromium, or None."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def playwrights() -> str | None:
    """The path of the Chromium that Playwright has downloaded, or None."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 -- starts a driver process

    with sync_playwright() as driver:
        path = driver.chromium.executable_path
    return path if os.path.exists(path) else None  # noqa: PTH110


def find() -> str | None:
    """The browser that is there."""
    return installed() or playwrights()


def provide() -> str:
    """The browser that is there, or a new one. SystemExit says what to do if none can be had."""
    if (found := find()) is not None:
        return found
    if os.geteuid() == 0 and shutil.which("apt-get"):
        print("Installing Debian's Chromium for the browser tests (once)")
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}  # noqa: TID251 -- handed on
        subprocess.run(
            ["apt-get", "update", "-q"], env=quiet, stdout=subprocess.DEVNULL, check=False
        )
        command = ["apt-get", "install", "-y", "-q", "--no-install-recommends", "chromium"]
        subprocess.run(command, env=quiet, stdout=subprocess.DEVNULL, check=False)
        if (found := installed()) is not None:
            return found
    print("Downloading Playwright's Chromium for the browser tests (once)")
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)
    if (found := playwrights()) is not None:
        return found
    raise SystemExit(
        "The browser tests need Chromium and none could be installed.\n"
        "Install one (apt install chromium), or leave them out: make test-fast"
    )


if __name__ == "__main__":
    provide()
