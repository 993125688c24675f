"""What lies in the embedded database's folder, and the private place of its socket.

cluster/          PostgreSQL's own data folder
run/              the socket (elsewhere if this path is too long for one)
connection.json   where the socket is and the passwords; readable by the owner alone
owner.lock        held by the process that runs the server
server.lock       held by the server's own processes
users.lock        held (shared) by everybody who uses it
server.out        what the server said before it opened its log (cluster/log/)
"""

import contextlib
import json
import os
import re
import secrets
import tempfile
from dataclasses import asdict, dataclass, field
from pathlib import Path

from leadwright.kernel.db.embedded.launch import RunAs
from leadwright.kernel.db.embedded.probe import PORT

SUPERUSER = "postgres"
_SOCKET_PATH_LIMIT = 107  # bytes, sun_path without its final NUL
_PLAIN = re.compile(r"[\w./@+=~-]+", re.ASCII)  # unix_socket_directories is a list with commas
_PREFIX = "leadwright-"


@dataclass(frozen=True)
class Connection:
    """How to reach the server: the socket's folder, and a password for each role."""

    socket: str
    passwords: dict[str, str] = field(repr=False)


class Folder:
    """Paths and small files; everything made by root is given to the owner of the folder."""

    def __init__(self, path: Path) -> None:
        self.path = Path(os.path.abspath(path))  # noqa: PTH100 - symbolic links stay as they are
        self.cluster = self.path / "cluster"
        self.output = self.path / "server.out"
        self._connection = self.path / "connection.json"

    def prepare(self) -> None:
        """Make the folder and its files. Nothing that is there already is changed."""
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        for name in ("owner.lock", "server.lock", "users.lock", "server.out"):
            file = self.path / name
            if not file.exists():
                file.touch(mode=0o600)
                self._give(file)

    def _give(self, path: Path) -> None:
        if os.geteuid() == 0:
            owner = self.path.stat()
            os.chown(path, owner.st_uid, owner.st_gid)

    def load_connection(self) -> Connection | None:
        """None before the first start, and if the file is damaged: passwords are then made anew."""
        try:
            return Connection(**json.loads(self._connection.read_text()))
        except (FileNotFoundError, ValueError, TypeError):
            return None

    def save_connection(self, connection: Connection) -> None:
        unfinished = self._connection.with_suffix(".new")
        unfinished.unlink(missing_ok=True)
        unfinished.touch(mode=0o600)
        with unfinished.open("w") as file:
            json.dump(asdict(connection), file)
            file.flush()
            os.fsync(file.fileno())
        self._give(unfinished)
        unfinished.rename(self._connection)

    def socket_folder(self, run_as: RunAs) -> Path:
        """A folder that only the server and we may enter, short enough for a socket's address."""
        own = self.path / "run"
        if run_as.kind != "user" and _fits(own):
            own.mkdir(mode=0o700, exist_ok=True)
            own.chmod(0o700)
            return own
        known = self.load_connection()
        before = Path(known.socket) if known else None
        place = before if before and before != own and _again(before, run_as) else _new(run_as)
        run_as.give(place)
        return place

    def leave_socket_folder(self) -> None:
        """After a clean stop, nothing of ours is left outside our folder."""
        known = self.load_connection()
        if known is not None and Path(known.socket).name.startswith(_PREFIX):
            with contextlib.suppress(OSError):  # not empty, or gone already
                Path(known.socket).rmdir()


def new_passwords(roles: tuple[str, ...]) -> dict[str, str]:
    return {role: secrets.token_urlsafe(24) for role in roles}


def _fits(folder: Path) -> bool:
    address = os.fsencode(folder / f".s.PGSQL.{PORT}")
    return len(address) <= _SOCKET_PATH_LIMIT and _PLAIN.fullmatch(str(folder)) is not None


def _bases() -> list[Path]:
    """Short places that are cleaned at boot; all but the last are private already."""
    user = Path(f"/run/user/{os.geteuid()}")
    system = [Path("/run")] if os.geteuid() == 0 else []
    places = [user, *system, Path("/tmp")]  # noqa: S108 - a 0700 folder of a random name in it
    return [place for place in places if os.access(place, os.W_OK | os.X_OK)]


def _new(run_as: RunAs) -> Path:
    # Another user's server must pass the folder above: /run/user/N is closed to it.
    bases = [b for b in _bases() if run_as.kind != "user" or b.stat().st_mode & 0o001]
    return Path(tempfile.mkdtemp(prefix=_PREFIX, dir=bases[0]))


def _again(before: Path, run_as: RunAs) -> bool:
    """Whether the recorded folder is (or can again be made) ours alone: clients know its name."""
    if before.parent not in _bases() or not before.name.startswith(_PREFIX):
        return False
    try:
        before.mkdir(mode=0o700)  # never follows a link, and fails if anything is there
    except FileExistsError:
        found = before.lstat()
        owners = {os.geteuid(), run_as.file_owner}
        return found.st_mode == 0o040700 and found.st_uid in owners
    except OSError:
        return False
    return True
