"""`leadwright web` and `leadwright worker` without `run`, on one embedded database that they share."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.product import Product, demo_request, until

pytestmark = [pytest.mark.faults, pytest.mark.timeout(600)]


@pytest.fixture
def web(tmp_path: Path) -> Iterator[Product]:
    """A web process started alone, and so the owner of the database."""
    subprocess.run(
        [sys.executable, "-m", "leadwright", "db", "upgrade"],
        env={**os.environ, "LEADWRIGHT_DATA": str(tmp_path)},  # noqa: TID251 -- handed on
        check=True,
        capture_output=True,
        timeout=240,
    )
    product = Product(tmp_path, command="web")
    yield product
    if product.process.poll() is None:
        product.stop()


@pytest.fixture
def worker(web: Product) -> Iterator["subprocess.Popen[bytes]"]:
    """A worker started alone: it shares the web process's database."""
    web.wait()
    process = web.start("-m", "leadwright", "worker")
    yield process
    if process.poll() is None:
        process.kill()
        process.wait(60)


def test_who_is_left_takes_the_database_over_when_its_owner_is_killed(
    web: Product, worker: "subprocess.Popen[bytes]"
) -> None:
    _answered(web, "Ada Klein")
    before = web.postmaster()

    web.process.kill()
    web.process.wait(60)
    until(lambda: _lives(web.postmaster(), besides=before), 120, "the worker runs a database")
    web.process = web.start("-m", "leadwright", "web")
    web.wait()
    _answered(web, "Ben Gross")
    assert worker.poll() is None

    worker.send_signal(signal.SIGTERM)
    assert worker.wait(60) == 0


def test_a_killed_database_is_started_again_by_its_owner(
    web: Product, worker: "subprocess.Popen[bytes]"
) -> None:
    before = web.postmaster()

    assert web.kill("postgres")
    until(lambda: _lives(web.postmaster(), besides=before), 120, "the database runs again")
    web.wait()
    _answered(web, "Cem Klug")
    assert worker.poll() is None
    assert web.process.poll() is None


@pytest.mark.parametrize("command", ["run", "web", "worker"])
@pytest.mark.parametrize("address", ["mail.example.com:25", "smtp://mail.example.com?pool=many"])
def test_a_wrong_mail_address_ends_the_start_with_one_clear_message(
    tmp_path: Path, command: str, address: str
) -> None:
    tried = subprocess.run(
        [sys.executable, "-m", "leadwright", command],
        env={
            **os.environ,  # noqa: TID251 -- handed on
            "LEADWRIGHT_DATA": str(tmp_path / "data"),
            "LEADWRIGHT_SMTP_URL": address,
        },
        check=False,
        capture_output=True,
        text=True,
        timeout=120,
    )

    assert tried.returncode == 2
    assert tried.stderr.count("smtp_url") == 1
    assert "LEADWRIGHT_SMTP_URL takes smtp://user:password@host:587" in tried.stderr
    assert "Traceback" not in tried.stderr
    assert not (tmp_path / "data").exists()


def _answered(product: Product, name: str) -> None:
    """Leads are answered again; what waits for the database meanwhile may take several tries."""
    assert product.post(demo_request(name)).status_code == 202
    sent = f"select from message where to_name = '{name}'"
    until(lambda: product.rows(sent), 120, f"{name} has an answer")


def _lives(pid: int | None, *, besides: int | None) -> bool:
    return pid is not None and pid != besides and Path(f"/proc/{pid}").exists()
