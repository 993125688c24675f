"""The embedded PostgreSQL in good health: started, shared, handed over, stopped."""

import os
import stat
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest
from tests.integration.db.processes import Process, admin_url, sql, wait_until_gone

from leadwright.kernel.db.embedded import EmbeddedPostgres
from leadwright.kernel.db.role_check import check_roles
from leadwright.kernel.db.urls import DatabaseUrls

pytestmark = pytest.mark.faults
DEBIANS = Path("/usr/lib/postgresql/15/bin")


async def test_an_empty_folder_becomes_a_database_behind_the_wall(tmp_path: Path) -> None:
    database = EmbeddedPostgres(tmp_path / "postgres")
    urls = database.start()  # inside a running event loop, which it must not mind
    try:
        assert await check_roles(urls) == []
        assert database.start() == urls
        assert database.is_owner
        assert database.alive()
    finally:
        database.stop()
    assert not database.alive()
    assert not database.is_owner


def test_nobody_else_can_reach_it(process: Callable[..., Process], folder: Path) -> None:
    server = psutil.Process(process().start()["server"])
    assert [c for c in server.net_connections() if c.family.name != "AF_UNIX"] == []
    modes = {p.name: stat.S_IMODE(p.stat().st_mode) for p in folder.iterdir()}
    assert {name for name, mode in modes.items() if mode & 0o077} == set()
    assert stat.S_IMODE((folder / "run" / ".s.PGSQL.5432").stat().st_mode) == 0o700
    hosts = (folder / "cluster" / "pg_hba.conf").read_text()
    assert "trust" not in [
        word for line in hosts.splitlines() if line[:1] != "#" for word in line.split()
    ]


def test_commits_are_durable_and_the_log_is_bounded_and_silent_about_people(
    process: Callable[..., Process], folder: Path
) -> None:
    wanted = {
        "fsync": "on",
        "synchronous_commit": "on",
        "full_page_writes": "on",
        "data_checksums": "on",
        "listen_addresses": "",
        "log_rotation_size": "10MB",
        "log_error_verbosity": "terse",
        "log_min_error_statement": "panic",
        "idle_in_transaction_session_timeout": "1min",
    }
    process().start()
    assert {name: sql(admin_url(folder), f"show {name}") for name in wanted} == wanted


def test_given_settings_win_over_ours(folder: Path) -> None:
    database = EmbeddedPostgres(folder, settings={"max_connections": "37"})
    urls = database.start()
    try:
        assert sql(urls.app, "show max_connections") == "37"
    finally:
        database.stop()


def test_a_second_start_finds_the_same_rows_at_the_same_addresses(folder: Path) -> None:
    database = EmbeddedPostgres(folder)
    first = database.start()
    sql(first.owner, "create table note (text text)", "insert into note values ('kept')")
    database.stop()
    again = EmbeddedPostgres(folder)
    try:
        assert again.start() == first
        assert sql(first.owner, "select text from note") == "kept"
    finally:
        again.stop()


def test_a_second_process_shares_the_server_and_leaves_it_running(
    process: Callable[..., Process],
) -> None:
    owner, guest = process(), process()
    urls = owner.start()["urls"]
    answer = guest.start()
    assert answer["urls"] == urls
    assert not answer["owner"]
    guest.ask("stop")
    assert owner.ask("alive") == {"alive": True}
    assert sql(urls["app"], "select 1") == 1


def test_of_many_that_start_at_once_in_an_empty_folder_one_owns_and_all_are_served(
    process: Callable[..., Process], tmp_path: Path
) -> None:
    crowd = [process(tmp_path / "empty") for _ in range(4)]
    for one in crowd:
        one.order("start")
    answers = [one.answer() for one in crowd]
    assert [a.get("error") for a in answers] == [None] * 4
    assert sum(a["owner"] for a in answers) == 1
    assert len({a["urls"]["app"] for a in answers}) == 1


def test_a_guest_takes_over_when_the_owner_has_stopped(process: Callable[..., Process]) -> None:
    owner, guest = process(), process()
    urls = owner.start()["urls"]
    guest.start()
    owner.ask("stop")
    assert guest.ask("alive") == {"alive": False}
    answer = guest.start()
    assert answer["owner"]
    assert answer["urls"] == urls
    assert sql(urls["app"], "select 1") == 1


def test_a_short_command_that_started_the_server_waits_for_the_others(
    process: Callable[..., Process],
) -> None:
    command, guest = process(), process()
    server = command.start()["server"]
    urls = guest.start()["urls"]
    command.order("stop when alone")
    with pytest.raises(TimeoutError):
        command.answer(within=1.0)
    assert sql(urls["app"], "select 1") == 1
    guest.ask("stop")
    assert command.answer(within=10.0) == {}
    assert not psutil.pid_exists(server)


def test_a_stop_by_the_supervisor_waits_for_nobody(process: Callable[..., Process]) -> None:
    supervisor, guest = process(), process()
    server = supervisor.start()["server"]
    guest.start()
    assert supervisor.ask("stop") == {}
    assert not psutil.pid_exists(server)


@pytest.mark.parametrize("name", ["x" * 200, 'it\'s, "odd" é %41?&=#@ {folder}'])
def test_long_and_odd_paths_are_as_good_as_any(
    process: Callable[..., Process], folder: Path, name: str
) -> None:
    odd = folder.with_name(name)
    folder.rename(odd)  # which also tests that a data folder may be moved
    one = process(odd)
    urls = one.start()["urls"]
    assert sql(urls["app"], "select current_user") == "leadwright_app"
    socket_folder = Path(sql(admin_url(odd), "show unix_socket_directories"))
    assert stat.S_IMODE(socket_folder.stat().st_mode) == 0o700
    one.ask("stop")
    assert not socket_folder.exists()
    assert one.start()["urls"] == urls


@pytest.mark.skipif(not DEBIANS.exists(), reason="Debian's PostgreSQL 15 is not installed")
def test_another_postgresql_serves_as_well(process: Callable[..., Process], tmp_path: Path) -> None:
    folder = tmp_path / "fifteen"
    urls = DatabaseUrls(**process(folder, pg_bin=DEBIANS).start()["urls"])
    assert sql(urls.app, "show server_version").startswith("15.")
    assert sql(urls.app, "select 'ä' < 'z'") is False  # by code point, as Python sorts
    assert sql(admin_url(folder), "show lc_collate") == "C.UTF-8"


def test_a_server_ends_with_its_owner_even_by_kill_9(process: Callable[..., Process]) -> None:
    owner = process()
    server = owner.start()["server"]
    owner.kill()
    assert wait_until_gone(server) < 5


def test_starting_from_another_thread_is_refused_because_the_server_would_end_with_it(
    folder: Path,
) -> None:
    database = EmbeddedPostgres(folder)
    with ThreadPoolExecutor(1) as pool, pytest.raises(RuntimeError, match="main thread"):
        pool.submit(database.start).result()
    try:
        database.start()  # and the refusal has not kept the ownership from others
    finally:
        database.stop()


def test_old_log_files_are_removed(folder: Path) -> None:
    database = EmbeddedPostgres(folder)
    database.start()
    try:
        log = folder / "cluster" / "log"
        for day in range(10, 30):
            (log / f"postgresql-202001{day}-000000.log").touch()
        assert database.alive()
        assert len(os.listdir(log)) == 5  # noqa: PTH208 - only how many
    finally:
        database.stop()
