"""The embedded PostgreSQL in bad health: killed, interrupted, out of room, in the wrong folder."""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest
from tests.integration.db.processes import (
    PROGRAM,
    SOURCE,
    Process,
    admin_url,
    sql,
    wait_until_gone,
)

from leadwright.kernel.db.embedded import EmbeddedPostgres
from leadwright.kernel.db.unavailable import DatabaseUnavailable

pytestmark = pytest.mark.faults
Make = Callable[..., Process]


def _write(urls: dict[str, str]) -> None:
    sql(
        urls["owner"],
        "create table if not exists note (text text)",
        "insert into note values ('kept')",
    )


def _rows(urls: dict[str, str]) -> int:
    found: int = sql(urls["owner"], "select count(*) from note")
    return found


def test_after_kill_9_of_its_owner_the_next_start_recovers(process: Make) -> None:
    owner, heir = process(), process()
    urls = owner.start()["urls"]
    _write(urls)
    owner.kill()
    assert heir.start()["owner"]
    assert _rows(urls) == 1


def test_a_guest_takes_over_at_once_when_the_owner_was_killed(process: Make) -> None:
    owner, guest = process(), process()
    urls = owner.start()["urls"]
    guest.start()
    _write(urls)
    owner.kill()
    answer = guest.start()
    assert answer["owner"]
    assert _rows(answer["urls"]) == 1


def test_after_kill_9_of_the_server_its_owner_starts_it_again(process: Make) -> None:
    owner = process()
    first = owner.start()
    _write(first["urls"])
    os.kill(first["server"], signal.SIGKILL)
    wait_until_gone(first["server"])
    assert owner.ask("alive") == {"alive": False}
    again = owner.start()
    assert again["server"] != first["server"]
    assert _rows(again["urls"]) == 1


def test_a_start_asked_in_the_moment_of_the_kill_starts_it_too(process: Make) -> None:
    owner = process()
    first = owner.start()
    for _ in range(3):
        os.kill(first["server"], signal.SIGKILL)
        again = owner.start()
        assert again["server"] != first["server"]
        first = again


def test_a_query_that_survives_its_killed_server_does_not_block_the_next_start(
    process: Make, folder: Path
) -> None:
    owner = process()
    first = owner.start()
    _write(first["urls"])
    busy = subprocess.Popen([sys.executable, "-c", _BUSY_QUERY, first["urls"]["app"]])
    looping = "select max(pid) from pg_stat_activity where state = 'active' and query like 'do %'"
    while (orphan := sql(admin_url(folder), looping)) is None:
        time.sleep(0.05)
    os.kill(first["server"], signal.SIGKILL)
    assert _rows(owner.start()["urls"]) == 1
    wait_until_gone(orphan, 1)
    assert busy.wait(10) == 0


_BUSY_QUERY = """
import asyncio, asyncpg, sys
async def main():
    connection = await asyncpg.connect(sys.argv[1])
    try:
        await connection.execute("do $$ begin loop end loop; end $$")
    except (asyncpg.PostgresError, OSError):
        pass
asyncio.run(main())
"""


def test_after_kill_9_of_everything_the_next_start_recovers(process: Make) -> None:
    owner, heir = process(), process()
    first = owner.start()
    _write(first["urls"])
    server = psutil.Process(first["server"])
    everything = [server, *server.children()]
    owner.kill()
    for one in everything:
        with contextlib.suppress(psutil.NoSuchProcess):
            one.kill()
    assert _rows(heir.start()["urls"]) == 1


def test_a_pid_file_that_names_somebody_elses_process_is_not_believed(
    process: Make, folder: Path
) -> None:
    owner = process()
    first = owner.start()
    _write(first["urls"])
    os.kill(first["server"], signal.SIGKILL)
    owner.kill()
    innocent = subprocess.Popen(["sleep", "60"])
    pid_file = folder / "cluster" / "postmaster.pid"
    for file in (pid_file, folder / "run" / ".s.PGSQL.5432.lock"):
        _, _, rest = file.read_text().partition("\n")
        file.write_text(f"{innocent.pid}\n{rest}")
    try:
        assert _rows(process().start()["urls"]) == 1
        assert innocent.poll() is None
    finally:
        innocent.kill()
        innocent.wait()


def test_an_initdb_that_was_killed_half_way_leaves_nothing_half(
    process: Make, tmp_path: Path
) -> None:
    empty = tmp_path / "empty"
    first = process(empty)
    first.order("start")
    deadline = time.monotonic() + 10
    while not list(empty.glob("unfinished-*/cluster/base")):
        assert time.monotonic() < deadline
        assert not (empty / "cluster").exists(), "it was done before anybody looked"
        time.sleep(0.002)
    first.kill()
    assert not (empty / "cluster").exists()
    urls = process(empty).start()["urls"]
    _write(urls)
    assert list(empty.glob("unfinished-*")) == []


@pytest.mark.parametrize("damage", ["", "{", '{"socket": 1}'])
def test_lost_passwords_are_made_anew_and_no_row_is_lost(
    process: Make, folder: Path, damage: str
) -> None:
    one = process()
    before = one.start()["urls"]
    _write(before)
    one.ask("stop")
    known = folder / "connection.json"
    if damage:
        known.write_text(damage)
    else:
        known.unlink()
    after = one.start()["urls"]
    assert after["app"] != before["app"]
    assert _rows(after) == 1


def test_passwords_of_another_database_are_refused_with_the_remedy(
    process: Make, folder: Path
) -> None:
    one = process()
    one.start()
    one.ask("stop")
    known = json.loads((folder / "connection.json").read_text())
    known["passwords"]["postgres"] = "another"
    (folder / "connection.json").write_text(json.dumps(known))
    error = one.ask("start")["error"]
    assert "connection.json is not this database's" in error
    assert "delete that file" in error


def test_a_server_that_we_did_not_start_is_never_joined_by_a_second_one(
    process: Make, folder: Path
) -> None:
    first = process()
    server = first.start()["server"]
    for lock in folder.glob("*.lock"):
        lock.unlink()
    error = process().ask("start")["error"]
    assert f"process {server}" in error
    assert "stop that server" in error
    assert first.ask("alive") == {"alive": True}


def test_data_of_another_version_is_refused_and_not_touched(process: Make, folder: Path) -> None:
    one = process()
    urls = one.start()["urls"]
    _write(urls)
    one.ask("stop")
    version = folder / "cluster" / "PG_VERSION"
    ours = version.read_text()
    version.write_text("17\n")
    before = _picture(folder / "cluster")
    error = one.ask("start")["error"]
    assert "was made by PostgreSQL 17" in error
    assert "LEADWRIGHT_PG_BIN" in error
    assert _picture(folder / "cluster") == before
    version.write_text(ours)
    assert _rows(one.start()["urls"]) == 1


def _picture(folder: Path) -> dict[str, tuple[int, int]]:
    return {str(p): (p.stat().st_size, p.stat().st_mtime_ns) for p in folder.rglob("*")}


def test_a_folder_that_holds_something_else_is_refused_and_not_touched(tmp_path: Path) -> None:
    precious = tmp_path / "mine" / "cluster" / "thesis.txt"
    precious.parent.mkdir(parents=True)
    precious.write_text("years of work")
    with pytest.raises(DatabaseUnavailable, match="not a PostgreSQL data folder"):
        EmbeddedPostgres(tmp_path / "mine").start()
    assert precious.read_text() == "years of work"


def test_a_wrong_setting_is_named_and_not_kept_as_a_running_server(folder: Path) -> None:
    database = EmbeddedPostgres(folder, settings={"shared_buffers": "plenty"})
    with pytest.raises(DatabaseUnavailable, match="shared_buffers") as refusal:
        database.start()
    assert "correct the database settings" in refusal.value.remedy
    healthy = EmbeddedPostgres(folder)
    try:
        healthy.start()
    finally:
        healthy.stop()


def test_settings_that_would_open_the_server_to_others_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="listen_addresses"):
        EmbeddedPostgres(tmp_path, settings={"listen_addresses": "*"})


def test_a_folder_without_programs_is_refused_with_the_remedy(tmp_path: Path) -> None:
    database = EmbeddedPostgres(tmp_path / "postgres", pg_bin=tmp_path)
    with pytest.raises(DatabaseUnavailable, match="no program postgres and no initdb") as refusal:
        database.start()
    assert "LEADWRIGHT_PG_BIN" in refusal.value.remedy


def test_a_hanging_owner_does_not_hang_the_others(process: Make) -> None:
    owner, guest = process(), process()
    server = owner.start()["server"]
    os.kill(server, signal.SIGSTOP)
    try:
        error = guest.ask("start", timeout=1)["error"]
    finally:
        os.kill(server, signal.SIGCONT)
    assert "does not answer" in error
    assert guest.start()["owner"] is False


@pytest.mark.skipif(os.geteuid() != 0, reason="a small disk is mounted, which takes root")
def test_a_full_disk_is_named_and_room_on_it_is_all_that_is_needed(tmp_path: Path) -> None:
    script = f"""
        mount -t tmpfs -o size=60m,mode=0700 tmpfs "$1"
        head -c 40M /dev/zero > "$1/ballast"
        echo '{{"do": "start"}}' | "{sys.executable}" "{PROGRAM}" "$1/postgres"
        ls "$1/postgres"
        rm "$1/ballast"
        echo '{{"do": "start"}}' | "{sys.executable}" "{PROGRAM}" "$1/postgres"
    """
    done = subprocess.run(
        ["unshare", "--mount", "sh", "-c", script, "sh", str(tmp_path)],
        check=False,
        env={"PATH": os.defpath, "PYTHONPATH": str(SOURCE)},
        capture_output=True,
        text=True,
    )
    full, *left, free = done.stdout.splitlines()
    assert "free some space on the disk" in json.loads(full)["error"], done
    assert "cluster" not in left
    assert json.loads(free)["owner"] is True


@pytest.mark.skipif(shutil.which("unshare") is None, reason="unshare is not installed")
def test_a_folder_of_somebody_else_is_refused_with_the_remedy(
    process: Make, tmp_path: Path
) -> None:
    tmp_path.chmod(0o500)  # and without root's right to pass over that
    one = process(tmp_path / "new", prefix=["unshare", "--user", "--map-user=1"])
    error = one.ask("start")["error"]
    tmp_path.chmod(0o700)
    assert "Permission denied" in error
    assert "chown" in error


def test_a_killed_owner_whose_server_ignores_it_is_replaced_by_force(
    process: Make, folder: Path
) -> None:
    owner, heir = process(), process()
    first = owner.start()
    _write(first["urls"])
    os.kill(first["server"], signal.SIGSTOP)  # it cannot follow the parent-death signal
    owner.kill()
    heir.order("start")
    time.sleep(0.5)
    os.kill(first["server"], signal.SIGCONT)
    assert _rows(heir.answer()["urls"]) == 1
    wait_until_gone(first["server"])
    assert sql(admin_url(folder), "select 1") == 1
