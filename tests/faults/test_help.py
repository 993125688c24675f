"""A further worker comes when the worker calls for help, and is looked after like the first."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.prepared import copy_of_prepared
from tests.product import Product, until

pytestmark = [pytest.mark.faults, pytest.mark.timeout(600)]


@pytest.fixture
def product(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    copy_of_prepared(tmp_path_factory, tmp_path)
    product = Product(tmp_path, LEADWRIGHT_WORKERS="2")
    yield product
    if product.process.poll() is None:
        product.stop()


def test_a_second_worker_comes_when_called_comes_back_when_killed_and_ends_with_the_rest(
    product: Product,
) -> None:
    product.wait()
    first = set(product.children("worker"))
    assert len(first) == 1

    os.kill(product.process.pid, signal.SIGUSR1)
    until(lambda: len(product.children("worker")) == 2, 60, "a second worker runs")
    (second,) = set(product.children("worker")) - first
    os.kill(second, signal.SIGKILL)
    until(lambda: set(product.children("worker")) - first - {second}, 60, "it runs again")
    assert first <= set(product.children("worker"))

    both = product.children("worker")
    product.stop()
    assert product.process.returncode == 0
    assert not [number for number in both if Path(f"/proc/{number}").exists()]
