"""Sources: folders and buckets looked into, mail handed in; each version of a file is taken once."""

import base64
import hashlib
import hmac
import os
import time
from collections.abc import AsyncIterator, Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from uuid import UUID

import boto3  # type: ignore[import-untyped]
import pytest
import pytest_asyncio
from sqlalchemy import select, text
from tests.integration.aws_server import Cloud, cloud
from tests.integration.installation import Installation, Workplace, open_installation

from leadwright.features.imports.models import Import, ImportContent
from leadwright.features.notifications import alerts
from leadwright.features.sources import actions, queries
from leadwright.features.sources.models import Source, SourceFile
from leadwright.kernel.db.urls import DatabaseUrls

REGION, BUCKET = "eu-central-1", "partner-drop"


@pytest.fixture
def server() -> Iterator[Cloud]:
    with cloud() as made:
        yield made


@pytest.fixture
def drop(tmp_path: Path) -> Path:
    folder = tmp_path / "drop"
    folder.mkdir()
    return folder.resolve()


@pytest_asyncio.fixture
async def instance(
    database_urls: DatabaseUrls, data_folder: Path, server: Cloud, drop: Path
) -> AsyncIterator[Installation]:
    """An installation whose operator allows the bucket's server and one folder."""
    address = server.address.removeprefix("http://")
    async with open_installation(
        database_urls, data_folder, allow_private=(address,), watch_folders=(str(drop),)
    ) as made:
        yield made


@pytest_asyncio.fixture
async def office(instance: Installation) -> Workplace:
    return await instance.workplace()


def put(
    folder: Path, name: str, data: bytes = b"Name,E-mail,Company\nAnn Lee,a@b.example,Acme\n"
) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    an_hour_ago = time.time() - 3600
    os.utime(path, (an_hour_ago, an_hour_ago))


async def add(instance: Installation, office: Workplace, kind: str, **typed: str) -> UUID:
    async with instance.runtime.database.tenant(office.workspace_id) as session:
        return await actions.add(session, kind, typed, by=None)


async def looked(instance: Installation, office: Workplace) -> None:
    async with instance.runtime.database.tenant(office.workspace_id) as session:
        for one in await queries.listed(session):
            one.next_look_at = None
        await session.flush()
        await actions.plan_looks(session)
    await instance.work()


async def outcomes(
    instance: Installation, office: Workplace, source_id: UUID
) -> dict[str, list[SourceFile]]:
    async with instance.runtime.database.read(office.workspace_id) as session:
        return {
            outcome: list(await queries.files(session, source_id, outcome))
            for outcome in ("taken", "ignored")
        }


async def standing(instance: Installation, office: Workplace, source_id: UUID) -> Source:
    async with instance.runtime.database.read(office.workspace_id) as session:
        return await session.get_one(Source, (office.workspace_id, source_id))


async def told(instance: Installation, office: Workplace) -> list[Import]:
    """The imports that came of it, oldest first."""
    async with instance.runtime.database.read(office.workspace_id) as session:
        rows = await session.execute(
            select(Import)
            .where(Import.workspace_id == office.workspace_id)
            .order_by(Import.created_at, Import.id)
        )
        return list(rows.scalars())


async def content(instance: Installation, office: Workplace, import_id: UUID | None) -> bytes:
    async with instance.runtime.database.read(office.workspace_id) as session:
        return (await session.get_one(ImportContent, (office.workspace_id, import_id))).content


async def test_a_folders_files_are_taken_once_and_the_others_listed_with_the_reason(
    instance: Installation, office: Workplace, drop: Path
) -> None:
    source = await add(
        instance, office, "folder", folder=str(drop), pattern="customer.xlsx, fair-*/*.csv",
        is_event_leads="true", consent="They asked at the stand",
    )  # fmt: skip
    put(drop, "Customer.XLSX", b"PK one")
    put(drop, "fair-one/a.csv")
    put(drop, "suppliers.xlsx")
    put(drop, "~$customer.xlsx")
    (drop / "customer.csv.xlsx").symlink_to("/etc/passwd")
    await looked(instance, office)
    await looked(instance, office)

    found = await outcomes(instance, office, source)
    assert {one.key for one in found["taken"]} == {"Customer.XLSX", "fair-one/a.csv"}
    assert {one.key: one.reason for one in found["ignored"]} == {
        "suppliers.xlsx": "its name does not match customer.xlsx, fair-*/*.csv",
        "~$customer.xlsx": "it is a temporary file of the program that has it open",
    }
    made = {one.file_name: one for one in await told(instance, office)}
    assert made.keys() == {"Customer.XLSX", "a.csv"}
    assert {(one.way, one.answer, one.consent) for one in made.values()} == {
        ("folder", "send", "They asked at the stand")
    }
    assert made["a.csv"].state == "done"
    taken = next(one for one in found["taken"] if one.key == "Customer.XLSX")
    assert await content(instance, office, taken.import_id) == b"PK one"

    put(drop, "Customer.XLSX", b"PK two, a new version")
    await looked(instance, office)
    assert len(await told(instance, office)) == 3


async def test_a_file_still_being_copied_waits(
    instance: Installation, office: Workplace, drop: Path
) -> None:
    source = await add(instance, office, "folder", folder=str(drop), pattern="")
    (drop / "half.csv").write_bytes(b"email\n")
    await looked(instance, office)
    assert await outcomes(instance, office, source) == {"taken": [], "ignored": []}


@pytest.mark.parametrize("way", ["outside", "upwards", "link"])
async def test_no_source_leads_out_of_the_allowed_folders(
    instance: Installation, office: Workplace, drop: Path, tmp_path: Path, way: str
) -> None:
    secret = tmp_path / "secret"
    put(secret, "customer.xlsx")
    (drop / "link").symlink_to(secret)
    path = {"outside": str(secret), "upwards": f"{drop}/./x", "link": f"{drop}/link"}[way]
    source = await add(instance, office, "folder", folder=path, pattern="")
    await looked(instance, office)
    one = await standing(instance, office, source)
    assert one.state == "broken"
    assert one.said
    assert await told(instance, office) == []
    async with instance.runtime.database.read(office.workspace_id) as session:
        (alert,) = await alerts.open_ones(session)
    assert alert.title == "No files come from Folder"


def objects(server: Cloud) -> Any:
    return boto3.client(
        "s3", endpoint_url=server.address, region_name=REGION,
        aws_access_key_id="k", aws_secret_access_key="s",
    )  # fmt: skip


async def bucket(
    instance: Installation, office: Workplace, server: Cloud, secret: str = "s3cr3t"
) -> UUID:
    client = objects(server)
    client.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION})
    client.put_object(Bucket=BUCKET, Key="in/customer.xlsx", Body=b"PK from the bucket")
    client.put_object(Bucket=BUCKET, Key="in/readme.txt.md", Body=b"read me")
    client.put_object(Bucket=BUCKET, Key="elsewhere/customer.xlsx", Body=b"PK not ours")
    form = {
        "bucket": BUCKET, "region": REGION, "access_key_id": "k", "secret_access_key": secret,
        "endpoint": server.address,
    }  # fmt: skip
    async with instance.browser(office.owner_id) as owner:
        made = await owner.post(f"{office.url}/settings/connections/new/object_storage", data=form)
        assert made.status_code == 303, made.text
        page = made.headers["location"].partition("?")[0]
        await owner.post(f"{page}/test")
        assert "The key is accepted" in (await owner.get(page)).text
    return UUID(page.rpartition("/")[2])


async def test_a_buckets_folder_is_taken_from_and_its_screen_tells(
    instance: Installation, office: Workplace, server: Cloud
) -> None:
    connection = await bucket(instance, office, server)
    async with instance.browser(office.owner_id) as owner:
        form = {"label": "Fairs", "connection_id": str(connection), "folder": "/in/", "pattern": ""}
        made = await owner.post(f"{office.url}/sources/new/bucket", data=form)
        page = made.headers["location"].partition("?")[0]
        await owner.post(f"{page}/test")
        await instance.work()
        shown = (await owner.get(page)).text
    assert "in/customer.xlsx" in shown
    assert "it is no spreadsheet by its name" in shown
    assert "elsewhere" not in shown
    assert "s3cr3t" not in shown
    assert [one.file_size for one in await told(instance, office)] == [18]


async def test_an_object_that_cannot_be_read_keeps_no_other_out_and_is_tried_again(
    instance: Installation, office: Workplace, server: Cloud
) -> None:
    connection = await bucket(instance, office, server)
    client = objects(server)
    client.put_object(Bucket=BUCKET, Key="in/a.csv", Body=b"x", StorageClass="GLACIER")
    client.put_object(Bucket=BUCKET, Key="in/z.csv", Body=b"Name,E-mail\nAnn Lee,a@b.example\n")
    source = await add(instance, office, "bucket", folder="in", connection_id=str(connection))
    await looked(instance, office)
    found = await outcomes(instance, office, source)
    assert {one.key for one in found["taken"]} == {"in/customer.xlsx", "in/z.csv"}
    async with instance.runtime.database.read(office.workspace_id) as session:
        assert await alerts.open_ones(session) == []
    one = await standing(instance, office, source)
    assert (one.state, str(one.said)[:29]) == ("working", "4 files there, 2 of them new.")
    assert "it is archived there and must be restored first" in str(one.said)
    client.put_object(Bucket=BUCKET, Key="in/a.csv", Body=b"Name,E-mail\nBo Ray,b@b.example\n")
    await looked(instance, office)
    assert len((await outcomes(instance, office, source))["taken"]) == 3


async def test_a_mail_that_amazon_ses_keeps_in_a_bucket_is_opened_and_read_once(
    instance: Installation, office: Workplace, server: Cloud
) -> None:
    connection = await bucket(instance, office, server)
    client = objects(server)
    for key, sender in (
        ("o3vr2h1l" * 5, "Ann <ann@partner.example>"),
        ("x" * 40, "b@evil.example"),
    ):
        mail = EmailMessage()
        mail["From"], mail["Message-ID"] = sender, f"<{key}@mail.example>"
        mail.set_content("Here they are.")
        mail.add_attachment("Name,E-mail\nAnn Lee,a@b.example\n", filename="leads.csv")
        mail.add_attachment(b"GIF89a", maintype="image", subtype="gif", filename="logo.gif")
        client.put_object(Bucket=BUCKET, Key=f"ses/{key}", Body=mail.as_bytes())
    source = await add(
        instance,
        office,
        "bucket",
        folder="ses",
        connection_id=str(connection),
        senders="partner.example",
    )
    for _ in range(2):
        await looked(instance, office)
    found = await outcomes(instance, office, source)
    assert [(one.key, one.sender) for one in found["taken"]] == [
        ("leads.csv", "Ann <ann@partner.example>")
    ]
    assert len(await told(instance, office)) == 1
    reasons = {one.key: one.reason for one in found["ignored"] if "evil" not in one.sender}
    assert reasons == {
        "logo.gif": "it is no spreadsheet by its name",
        "ses/" + "o3vr2h1l" * 5: "it is a mail: 1 of its 2 attachments were taken",
    }


async def test_a_bucket_that_is_not_there_is_said_in_words(
    instance: Installation, office: Workplace, server: Cloud
) -> None:
    connection = await bucket(instance, office, server)
    async with instance.runtime.database.tenant(office.workspace_id) as session:
        await session.execute(
            text('update connection set config = config || \'{"bucket": "other-drop"}\'')
        )
    source = await add(instance, office, "bucket", connection_id=str(connection))
    await looked(instance, office)
    one = await standing(instance, office, source)
    assert (one.state, one.said) == (
        "broken",
        "There is no bucket other-drop. Check its name and region.",
    )


async def mail_source(instance: Installation, office: Workplace, vendor: str, **fields: str) -> str:
    """The path that the vendor posts to."""
    form = {"from_address": "us@acme.example", **fields}
    async with instance.browser(office.owner_id) as owner:
        made = await owner.post(f"{office.url}/settings/connections/new/{vendor}", data=form)
        assert made.status_code == 303, made.text
        connection = made.headers["location"].partition("?")[0].rpartition("/")[2]
        form = {"connection_id": connection, "pattern": "", "senders": "partner.example"}
        made = await owner.post(f"{office.url}/sources/new/mail", data=form)
        assert made.status_code == 303, made.text
        shown = (await owner.get(made.headers["location"])).text
    start = shown.index(f"/hooks/files/{vendor}/")
    return shown[start : shown.index("<", start)]


async def test_postmark_hands_in_a_mail_and_a_stranger_is_ignored(
    instance: Installation, office: Workplace
) -> None:
    path = await mail_source(
        instance, office, "postmark", server_token="t", webhook_login="us:secret", stream="inbound"
    )
    sheet = {"Name": "..\\leads.csv", "Content": base64.b64encode(b"email\na@b.example").decode()}
    picture = {"Name": "logo.png", "Content": base64.b64encode(b"\x89PNG").decode()}
    mail = {
        "MessageID": "m-1",
        "From": "Ann <ann@partner.example>",
        "Attachments": [sheet, picture],
    }
    login = {"Authorization": "Basic " + base64.b64encode(b"us:secret").decode()}
    async with instance.browser() as vendor:
        assert (await vendor.post(path, json=mail)).status_code == 401
        for _ in range(2):
            assert (await vendor.post(path, json=mail, headers=login)).status_code == 200
        stranger = {**mail, "MessageID": "m-2", "From": "eve@other.example"}
        assert (await vendor.post(path, json=stranger, headers=login)).status_code == 200
        assert (await vendor.post(path + "x", json=mail, headers=login)).status_code == 404
        assert (await vendor.post(path, content=b"{", headers=login)).status_code == 400
    async with instance.runtime.database.read(office.workspace_id) as session:
        (source,) = await queries.listed(session)
    assert (
        source.said
        == "The last mail came from eve@other.example with 2 attachments; new ones taken: 0."
    )
    await instance.work()
    async with instance.browser(office.owner_id) as owner:
        shown = (await owner.get(f"{office.url}/imports")).text
    assert f"by e-mail, {source.label}" in shown
    found = await outcomes(instance, office, source.id)
    assert [(one.key, one.sender) for one in found["taken"]] == [
        ("leads.csv", "Ann <ann@partner.example>")
    ]
    assert sorted(one.reason for one in found["ignored"]) == [
        "it is no spreadsheet by its name",
        *["its sender is not among those it is taken from"] * 2,
    ]
    assert len(await told(instance, office)) == 1


async def test_mailgun_signs_what_it_hands_in(instance: Installation, office: Workplace) -> None:
    path = await mail_source(
        instance,
        office,
        "mailgun",
        api_key="k",
        domain="acme.example",
        region="us",
        signing_key="sign",
    )
    stamp, token = str(int(time.time())), "token"
    right = hmac.new(b"sign", f"{stamp}{token}".encode(), hashlib.sha256).hexdigest()
    fields = {
        "timestamp": stamp, "token": token, "signature": right, "from": "ann@partner.example",
        "Message-Id": "<one@partner.example>",
    }  # fmt: skip
    binary = bytes(range(256)) * 40
    attached = {"attachment-1": ("leads.xlsx", binary)}
    async with instance.browser() as vendor:
        wrong = await vendor.post(path, data={**fields, "signature": "0" * 64}, files=attached)
        assert wrong.status_code == 401
        assert (await vendor.post(path, data=fields, files=attached)).status_code == 200
    (made,) = await told(instance, office)
    assert await content(instance, office, made.id) == binary


async def test_sendgrid_hands_in_parts_or_the_raw_mail(
    instance: Installation, office: Workplace
) -> None:
    path = await mail_source(instance, office, "sendgrid", api_key="SG.k")
    sheet = base64.b64encode(b"email\nb@c.example").decode()
    raw = (
        "Message-ID: <2@partner.example>\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n"
        '--b\nContent-Type: text/csv\nContent-Disposition: attachment; filename="raw.csv"\n'
        f"Content-Transfer-Encoding: base64\n\n{sheet}\n--b--\n"
    )
    async with instance.browser() as vendor:
        parts = {"from": "ann@partner.example", "headers": "Message-ID: <1@partner.example>\n"}
        files_ = {"attachment1": ("parts.csv", b"email\na@b.example")}
        assert (await vendor.post(path, data=parts, files=files_)).status_code == 200
        whole = {"from": "ann@partner.example", "email": raw}
        nothing = {"unused": ("", b"")}
        assert (await vendor.post(path, data=whole, files=nothing)).status_code == 200
    assert [one.file_name for one in await told(instance, office)] == ["parts.csv", "raw.csv"]
