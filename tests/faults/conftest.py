"""Products for the tests of faults: each ends with its test, whatever happened in it."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.prepared import copy_of_prepared
from tests.product import Product


@pytest.fixture
def product_with(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[..., Product]]:
    """Starts a product with this environment, in a folder of its own, and waits until it is ready."""
    running: list[Product] = []

    def start(**settings: Any) -> Product:
        folder = tmp_path / f"product{len(running)}"
        if "DATABASE_URL" not in settings:
            copy_of_prepared(tmp_path_factory, folder)
        product = Product(folder, **settings)
        running.append(product)
        product.wait()
        return product

    yield start
    for product in running:
        product.stop()
