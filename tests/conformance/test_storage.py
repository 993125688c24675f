"""What every storage adapter owes the sources feature, wherever the files lie."""

import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import boto3  # type: ignore[import-untyped]
import pytest
from moto.backends import get_backend
from tests.integration.aws_server import cloud

from leadwright.domain.errors import ProviderError
from leadwright.integrations.object_storage.bucket import Bucket
from leadwright.integrations.watched_folder.folder import WatchedFolder
from leadwright.ports.storage import Storage
from leadwright.ports.wiring import Wiring

REGION = "eu-central-1"


@dataclass(frozen=True)
class World:
    """An adapter for the place `in`: `put` a file below it, `outside` beside it; `vanish` takes all away."""

    storage: Storage
    put: Callable[[str, bytes], object]
    outside: Callable[[str, bytes], object]
    vanish: Callable[[], None]


@contextmanager
def folder(tmp_path: Path) -> Iterator[World]:
    base = tmp_path.resolve()
    (base / "in").mkdir()

    def put(below: Path, key: str, content: bytes) -> None:
        path = below / key
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        long_ago = time.time() - 3_600 + len(content) % 1_000
        os.utime(path, (long_ago, long_ago))

    yield World(
        WatchedFolder(str(base / "in"), (base,)),
        lambda key, content: put(base / "in", key, content),
        lambda key, content: put(base, key, content),
        lambda: shutil.rmtree(base / "in"),
    )


@contextmanager
def bucket(_: Path) -> Iterator[World]:
    with cloud() as server:
        client = boto3.client(
            "s3", endpoint_url=server.address, region_name=REGION,
            aws_access_key_id="k", aws_secret_access_key="s",
        )  # fmt: skip
        client.create_bucket(
            Bucket="drop", CreateBucketConfiguration={"LocationConstraint": REGION}
        )
        backend = get_backend("s3")["123456789012"]["aws"]
        values = {
            "bucket": "drop", "region": REGION, "access_key_id": "k", "secret_access_key": "s",
            "endpoint": server.address,
        }  # fmt: skip
        address = server.address.removeprefix("http://")
        yield World(
            Bucket(Wiring(values, None, (address,)), "in"),
            lambda key, content: backend.put_object("drop", f"in/{key}", content),
            lambda key, content: backend.put_object("drop", key, content),
            backend.reset,
        )


WORLDS: dict[str, Callable[[Path], AbstractContextManager[World]]] = {
    "folder": folder,
    "bucket": bucket,
}


@pytest.fixture(params=WORLDS)
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    with WORLDS[request.param](tmp_path) as made:
        yield made


async def test_an_empty_place_shows_nothing_and_says_so(world: World) -> None:
    world.outside("elsewhere/a.csv", b"a")
    world.outside("inside/a.csv", b"a")
    assert list(await world.storage.listed(10)) == []
    assert " 0 " in await world.storage.check()


async def test_files_are_listed_in_order_with_those_below_and_read_as_they_are(
    world: World,
) -> None:
    for key in ("b.csv", "a/deep/c.xlsx", "a.csv"):
        world.put(key, key.encode() * 3)
    found = list(await world.storage.listed(10))
    assert [one.name for one in found] == ["a.csv", "c.xlsx", "b.csv"]
    assert [one.size for one in found] == [15, 39, 15]
    for one in found:
        assert (await world.storage.read(one.key, 100))[: len(one.name)]
    assert await world.storage.read(found[0].key, 15) == b"a.csv" * 3
    assert [one.key for one in await world.storage.listed(2)] == [one.key for one in found[:2]]


async def test_another_content_is_another_version_and_the_same_file_the_same(world: World) -> None:
    world.put("a.csv", b"one")
    (first,) = await world.storage.listed(10)
    assert list(await world.storage.listed(10)) == [first]
    world.put("a.csv", b"one more")
    (second,) = await world.storage.listed(10)
    assert (second.key, second.version != first.version) == (first.key, True)


async def test_what_is_too_large_or_gone_is_an_error_in_words(world: World) -> None:
    world.put("a.csv", b"x" * 100)
    (one,) = await world.storage.listed(10)
    with pytest.raises(ProviderError, match="larger than 99 bytes") as large:
        await world.storage.read(one.key, 99)
    assert large.value.permanent
    with pytest.raises(ProviderError, match="gone by now"):
        await world.storage.read(f"{one.key}.gone", 100)


@pytest.mark.parametrize(
    "name", ["Messe Köln #2 100%.csv", "..leads.csv", "a&b=c+d.csv", "名簿.xlsx", "%2e%2e.csv"]
)
async def test_odd_names_lead_to_their_own_file(world: World, name: str) -> None:
    world.put(name, b"right")
    world.put("other.csv", b"wrong")
    found = {one.name: one.key for one in await world.storage.listed(10)}
    assert await world.storage.read(found[name], 100) == b"right"


@pytest.mark.parametrize("key", ["../secret.csv", "/etc/passwd", "a/../../secret.csv", "", "a\0b"])
async def test_no_key_leads_out_of_the_place(world: World, key: str) -> None:
    world.outside("secret.csv", b"secret")
    world.put("a/b.csv", b"b")
    with pytest.raises(ProviderError):
        await world.storage.read(key, 1_000)


async def test_more_files_than_a_page_holds_are_all_listed(world: World) -> None:
    for n in range(1_050):
        world.put(f"{n:04}.csv", b"x")
    found = await world.storage.listed(2_000)
    assert [one.name for one in found] == [f"{n:04}.csv" for n in range(1_050)]
    assert len(await world.storage.listed(1_000)) == 1_000


async def test_a_large_file_arrives_whole(world: World) -> None:
    content = os.urandom(1 << 20) * 12
    world.put("large.xlsx", content)
    (one,) = await world.storage.listed(10)
    assert await world.storage.read(one.key, 20_000_000) == content


async def test_a_place_that_vanished_is_an_error_that_says_which(world: World) -> None:
    world.put("a.csv", b"x")
    (one,) = await world.storage.listed(10)
    world.vanish()
    with pytest.raises(ProviderError, match=r"in|drop") as listing:
        await world.storage.listed(10)
    assert not listing.value.permanent
    with pytest.raises(ProviderError):
        await world.storage.read(one.key, 100)
