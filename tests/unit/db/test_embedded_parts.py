"""The launcher's decisions that need no server."""

import errno
import fcntl
import os
from pathlib import Path

import pytest

from leadwright.kernel.db.embedded import binaries, conf, diagnosis, leftovers, logfiles
from leadwright.kernel.db.embedded.folder import Connection, Folder
from leadwright.kernel.db.embedded.locks import FileLock
from leadwright.kernel.db.unavailable import DatabaseUnavailable


@pytest.mark.parametrize(
    ("line", "major"),
    [
        ("postgres (PostgreSQL) 18.6", 18),
        ("postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)", 15),
        ("postgres (PostgreSQL) 19beta1", 19),
    ],
)
def test_the_version_is_read_from_every_builders_line(line: str, major: int) -> None:
    assert binaries.parse_major(line) == major


@pytest.mark.parametrize("line", ["postgres (PostgreSQL) 14.9", "bash: postgres: not found"])
def test_an_old_or_unreadable_version_is_refused(line: str) -> None:
    with pytest.raises(DatabaseUnavailable, match="LEADWRIGHT_PG_BIN"):
        binaries.parse_major(line)


@pytest.mark.parametrize(
    ("complaint", "remedy"),
    [
        ("FATAL:  could not write lock file: No space left on device", "free some space"),
        ('could not extend file "base/1": wrote only 4096 of 8192 bytes', "free some space"),
        ('FATAL:  unrecognized configuration parameter "x"', "correct the database settings"),
        ('FATAL:  could not open file "x": Permission denied', "chown"),
        ("PANIC:  could not locate a valid checkpoint record", "restore a backup"),
        ("initdb: could not look up effective user ID 7", "/etc/passwd"),
        ("something that was never seen before", "DATABASE_URL"),
    ],
)
def test_a_complaint_of_postgresql_gets_the_remedy_that_fits(complaint: str, remedy: str) -> None:
    assert remedy in str(diagnosis.refused("It did not start.", complaint, Path("/data")))


@pytest.mark.parametrize(
    ("code", "remedy"),
    [(errno.ENOSPC, "free some space"), (errno.EACCES, "chown"), (errno.EROFS, "be written")],
)
def test_an_error_of_the_system_gets_the_remedy_that_fits(code: int, remedy: str) -> None:
    error = OSError(code, os.strerror(code), "/data/postgres")
    said = str(diagnosis.from_os_error(error, Path("/data")))
    assert remedy in said
    assert "/data/postgres" in said


def test_the_server_buffers_more_where_there_is_more_memory_and_heeds_a_containers_limit(
    tmp_path: Path,
) -> None:
    mine = tmp_path / "cgroup"
    mine.write_text("0::/system.slice/leadwright.service\n")
    machine = conf.memory(tmp_path, mine)
    assert machine > 0
    (tmp_path / "memory.max").write_text("max\n")
    assert conf.memory(tmp_path, mine) == machine
    service = tmp_path / "system.slice" / "leadwright.service"
    service.mkdir(parents=True)
    (service / "memory.max").write_text(f"{2**20}\n")
    assert conf.memory(tmp_path, mine) == 2**20
    sizes = [conf.shared_buffers(gigabytes * 2**30) for gigabytes in (1, 4, 64)]
    assert sizes == ["128MB", "256MB", "512MB"]


def test_the_error_shows_what_happened_what_to_do_and_the_last_lines() -> None:
    complaint = "\n".join(f"line {n}" for n in range(100))
    assert str(diagnosis.refused("It broke.", complaint, Path("/data"))).splitlines()[-2:] == [
        "  line 98",
        "  line 99",
    ]


def test_the_servers_own_settings_win_over_given_ones_where_the_launcher_needs_them() -> None:
    options = conf.arguments(Path("/run/x"), {"shared_buffers": "1GB"}, statistics=False)
    assert "shared_buffers=1GB" in options
    assert "unix_socket_directories=/run/x" in options
    assert not any("shared_preload_libraries" in option for option in options)
    with pytest.raises(ValueError, match="port, unix_socket_directories"):
        conf.refuse_fixed({"unix_socket_directories": "/tmp", "port": "1", "jit": "on"})  # noqa: S108


def test_a_lock_is_shared_among_readers_and_refused_to_a_second_owner(tmp_path: Path) -> None:
    one, two = FileLock(tmp_path / "lock"), FileLock(tmp_path / "lock")
    assert one.take_shared()
    assert two.take_shared()
    two.close()
    one.close()
    assert one.take_exclusive()
    assert not two.take_exclusive()
    assert not two.take_shared()
    one.close()
    assert two.take_exclusive()
    two.close()


def test_a_lock_on_a_file_that_was_replaced_is_no_lock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "lock"
    path.touch()

    def replace_first(descriptor: int, kind: int) -> None:
        path.unlink()
        path.touch()
        real(descriptor, kind)

    real = fcntl.flock
    monkeypatch.setattr(fcntl, "flock", replace_first)
    assert not FileLock(path).take_exclusive()


def test_a_damaged_connection_file_counts_as_none(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    assert folder.load_connection() is None
    for damage in ("", "{", "[]", '{"socket": "/x"}', '{"socket": "/x", "passwords": [], "x": 1}'):
        (tmp_path / "connection.json").write_text(damage)
        assert folder.load_connection() is None
    saved = Connection(socket="/x", passwords={"postgres": "secret"})
    folder.save_connection(saved)
    assert folder.load_connection() == saved
    assert "secret" not in repr(saved)


@pytest.mark.parametrize(
    ("text", "pid"), [("4711\n/data\n1\n", 4711), ("", None), ("\n", None), ("nonsense", None)]
)
def test_a_damaged_pid_file_names_nobody(tmp_path: Path, text: str, pid: int | None) -> None:
    (tmp_path / "postmaster.pid").write_text(text)
    assert leftovers.named_pid(tmp_path) == pid


def test_the_end_of_the_log_is_of_this_start_not_of_an_earlier_one(tmp_path: Path) -> None:
    output = tmp_path / "server.out"
    output.write_text("before the log\n")
    (tmp_path / "log").mkdir()
    old = tmp_path / "log" / "postgresql-20200101-000000.log"
    old.write_text("FATAL: long ago\n")
    os.utime(old, (1000, 1000))
    assert logfiles.tail(tmp_path, output, since=2000) == "before the log"
    (tmp_path / "log" / "postgresql-20210101-000000.log").write_text("now\n")
    assert logfiles.tail(tmp_path, output, since=2000) == "before the log\nnow"
