"""Products for the tests of faults: each ends with its test, whatever happened in it."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.product import Product


@pytest.fixture
def product_with(tmp_path: Path) -> Iterator[Callable[..., Product]]:
    """Starts a product with this environment, in a folder of its own, and waits until it is ready."""
    running: list[Product] = []

    def start(**settings: Any) -> Product:
        product = Product(tmp_path / f"product{len(running)}", **settings)
        running.append(product)
        product.wait()
        return product

    yield start
    for product in running:
        product.stop()
