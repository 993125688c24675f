"""Where a source may lie, which files it takes, and whose mail."""

import asyncio
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from leadwright.domain.errors import ProviderError
from leadwright.features.sources import rules
from leadwright.integrations.object_storage.bucket import Bucket
from leadwright.integrations.watched_folder.folder import WatchedFolder, place
from leadwright.ports.wiring import Wiring


def bucket(endpoint: str, *allowed: str, name: str = "drop") -> Bucket:
    values = {
        "bucket": name, "region": "eu-central-1", "access_key_id": "k", "secret_access_key": "s",
        "endpoint": endpoint,
    }  # fmt: skip
    return Bucket(Wiring(values, None, allowed))


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://169.254.169.254", "https://127.0.0.1:9000", "https://minio.partner.example",
        "https://amazonaws.com.evil.example", "https://evilamazonaws.com", "http://s3.amazonaws.com",
        "https://s3.amazonaws.com:8443", "https://[::1]", "https://s3.amazonaws.com@evil.example",
    ],
)  # fmt: skip
def test_a_bucket_leads_to_no_service_that_somebody_else_could_name(endpoint: str) -> None:
    with pytest.raises(ProviderError, match="LEADWRIGHT_ALLOW_PRIVATE"):
        bucket(endpoint)


def test_known_services_and_what_the_operator_allows_are_taken() -> None:
    for endpoint in (
        "",
        "https://abc.r2.cloudflarestorage.com",
        "https://s3.eu-west-1.wasabisys.com",
    ):
        bucket(endpoint)
    bucket("http://minio.internal:9000", "minio.internal:9000")
    with pytest.raises(ProviderError, match="small letters"):
        bucket("", name="../other")


@pytest.mark.parametrize(
    "path", ["/srv/other", "/srv/leads/../other", "leads", "/srv/leadsmore", "/", "/srv/leads\0/x"]
)
def test_only_folders_below_the_allowed_ones_are_watched(path: str) -> None:
    with pytest.raises(ProviderError):
        place(path, (Path("/srv/leads"),))
    assert place("/srv/leads/a/b", (Path("/srv/leads"),)) == (Path("/srv/leads"), ("a", "b"))


@pytest.mark.parametrize(
    ("pattern", "key", "reason"),
    [
        ("customer.xlsx", "in/Customer.XLSX", ""),
        ("fairs/*.csv", "fairs/one.csv", ""),
        ("fairs/*.csv", "one.csv", "does not match"),
        ("", "report.pdf", "no spreadsheet"),
        ("*", "~$customer.xlsx", "temporary"),
        ("[", "a.csv", "does not match"),
    ],
)
def test_files_are_taken_by_name(pattern: str, key: str, reason: str) -> None:
    said = rules.why_ignored(pattern, key, 10)
    assert reason in said
    assert bool(said) == bool(reason)


def test_sizes_and_senders_are_held_to() -> None:
    assert rules.why_ignored("", "a.csv", 0) == "it is empty"
    assert "packed archive" in rules.why_ignored("", "leads.ZIP", 10)
    assert "larger than 60 MB" in rules.why_ignored("", "a.csv", 60_000_001)
    assert rules.may_send("", "anybody@x.example")
    assert rules.may_send("partner.example, ann@acme.example", "Ann <ANN@acme.example>")
    assert rules.may_send("@partner.example", "bob@partner.example")
    assert not rules.may_send("partner.example", "eve@partner.example.evil.example")
    assert not rules.may_send("partner.example", "ann@partner.example <eve@evil.example>")
    assert not rules.may_send("partner.example", "no address")


def test_what_is_locked_keeps_nobody_from_the_rest() -> None:
    with tempfile.TemporaryDirectory() as made:
        drop = Path(made)
        drop.chmod(0o755)
        for name in ("locked.csv", "open.csv", "lost+found/inner.csv"):
            (drop / name).parent.mkdir(exist_ok=True)
            (drop / name).write_bytes(b"email\n")
            os.utime(drop / name, (0, 0))
        (drop / "locked.csv").chmod(0)
        (drop / "lost+found").chmod(0)
        folder = WatchedFolder(made, [drop])
        asyncio.run(folder.listed(1))  # whatever is loaded on the way is loaded
        with _as_somebody():
            listed = asyncio.run(folder.listed(10))
            assert [one.key for one in listed] == ["locked.csv", "lost+found", "open.csv"]
            assert [one.key for one in listed if one.is_locked] == ["lost+found"]
            assert "holds 2 files. What lies in lost+found may not" in asyncio.run(folder.check())
            assert asyncio.run(folder.read("open.csv", 100)) == b"email\n"
            with pytest.raises(ProviderError, match="not allowed to read") as refused:
                asyncio.run(folder.read("locked.csv", 100))
            assert not refused.value.connection_broken
        (drop / "open.csv").unlink()
        with pytest.raises(ProviderError, match="gone by now") as gone:
            asyncio.run(folder.read("open.csv", 100))
        assert not gone.value.connection_broken
        (drop / "lost+found").chmod(0o755)


@contextmanager
def _as_somebody() -> Iterator[None]:
    """The superuser may read what is locked: be somebody else meanwhile."""
    is_root = os.geteuid() == 0
    if is_root:
        os.seteuid(65_534)
    try:
        yield
    finally:
        if is_root:
            os.seteuid(0)
