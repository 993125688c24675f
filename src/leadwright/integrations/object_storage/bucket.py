"""Buckets through obstore, whose own client talks to the service.

That client resolves names by itself, so that the kernel's guard cannot stand in its way. Therefore
it is only let loose on services whose names no tenant can point elsewhere, and on what the operator
allows by host and port.
"""

import re
from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import obstore
from obstore.exceptions import BaseError
from obstore.store import S3Store

from leadwright.domain.errors import ProviderError
from leadwright.domain.ids import new_id
from leadwright.kernel.outbound.http import private_pairs
from leadwright.kernel.tx import refuse_inside_transaction
from leadwright.ports.storage import StoredObject, leads_astray
from leadwright.ports.wiring import Wiring

KNOWN = (
    "amazonaws.com", "amazonaws.com.cn", "r2.cloudflarestorage.com", "digitaloceanspaces.com",
    "backblazeb2.com", "wasabisys.com", "storage.googleapis.com", "scw.cloud", "your-objectstorage.com",
    "linodeobjects.com", "exo.io", "ovh.net", "vultrobjects.com", "ionoscloud.com", "idrivee2.com",
)  # fmt: skip
_NAME = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
_REGION = re.compile(r"[a-z0-9-]{2,40}")
_CODE = re.compile(r"<Code>(\w{1,60})</Code>")
_STATUS = re.compile(r"status code: (\d{3})")
_UNREACHED = "error sending request"
_LATE = "kind: Timeout"
_ELSEWHERE = "redirect without LOCATION"
"""So the client calls the answer of Amazon for a bucket of another region."""
_NO_SERVICE = "{service} answers, but not as a bucket service would. Check its address and port."
_WORDS = {
    "NoSuchBucket": "There is no bucket {bucket}. Check its name and region.",
    "InvalidAccessKeyId": "The access key ID is not known there. Enter it again.",
    "SignatureDoesNotMatch": "The secret access key is wrong. Enter it again.",
    "AccessDenied": "The key may not do this: it needs s3:ListBucket and s3:GetObject on {bucket}.",
    "PermanentRedirect": "The bucket {bucket} is in another region. Enter the right one.",
    "AuthorizationHeaderMalformed": "The bucket {bucket} is in another region. Enter the right one.",
    "ExpiredToken": "The key is not valid any more. Enter another one.",
    "InvalidToken": "The key is not valid any more. Enter another one.",
    "RequestTimeTooSkewed": "The clock of this machine is wrong by more than some minutes. Set it right.",
}
_OF_ONE = {
    "InvalidObjectState": "it is archived there and must be restored first.",
    "NoSuchKey": "it is gone by now.",
}
"""What the service says of one object; the others can be read."""


class Bucket:
    """One bucket, or a folder in it. Made without asking the service anything."""

    def __init__(self, wiring: Wiring, folder: str = "") -> None:
        values = wiring.values
        self._bucket, self._folder = values["bucket"], folder.strip("/")
        endpoint, region = values.get("endpoint", ""), values.get("region") or "us-east-1"
        self._service = urlsplit(endpoint).netloc or "Amazon S3"
        if not _NAME.fullmatch(self._bucket) or not _REGION.fullmatch(region):
            raise _refused("Bucket and region are written in small letters, digits and hyphens.")
        config: dict[str, Any] = {
            "region": region,
            "access_key_id": values["access_key_id"],
            "secret_access_key": values["secret_access_key"],
        }
        if endpoint:
            config["endpoint"] = _allowed(endpoint, wiring.allow_private)
        self._store = S3Store(
            self._bucket,
            config=config,  # type: ignore[arg-type]  # a TypedDict that knows more names than we use
            client_options={
                "allow_http": endpoint.startswith("http://"),
                "timeout": "60s",
                "connect_timeout": "10s",
            },
            retry_config={"max_retries": 2, "retry_timeout": timedelta(seconds=30)},
        )

    async def listed(self, most: int) -> Sequence[StoredObject]:
        refuse_inside_transaction("bucket")
        found: list[StoredObject] = []
        try:
            async for page in obstore.list(self._store, prefix=self._folder or None):
                for meta in page:
                    mark = meta["e_tag"] or meta["last_modified"].isoformat()
                    found.append(StoredObject(meta["path"], f"{mark} {meta['size']}", meta["size"]))
                if len(found) >= most:
                    break
        except (BaseError, OSError) as error:
            raise self._in_words(error) from error
        return sorted(found, key=lambda one: one.key)[:most]

    async def read(self, key: str, most_bytes: int) -> bytes:
        refuse_inside_transaction("bucket")
        if leads_astray(key) or not key.startswith(f"{self._folder}/" if self._folder else ""):
            raise ProviderError(f"{key!r} does not lie in the place that is read.", permanent=True)
        try:
            answer = await obstore.get_async(self._store, key)
            if answer.meta["size"] > most_bytes:
                raise ProviderError(f"{key} is larger than {most_bytes:,} bytes.", permanent=True)
            return bytes(await answer.bytes_async())
        except (
            BaseError,
            OSError,
            ValueError,
        ) as error:  # ValueError: a name the client cannot spell
            raise self._in_words(error) from error

    async def check(self) -> str:
        """Lists the place; where it is empty, asks for what never was there: a web page would have it."""
        number = len(await self.listed(1_000))
        if not number and await self._has_anything():
            raise _refused(_NO_SERVICE.format(service=self._service))
        many = "a thousand objects or more" if number == 1_000 else f"{number} objects"
        return f"The key is accepted; {self._bucket} shows {many}."

    async def _has_anything(self) -> bool:
        path = f"{self._folder}/leadwright-asks-{new_id()}".lstrip("/")
        try:
            await obstore.get_async(self._store, path)
        except FileNotFoundError:
            return False
        except (BaseError, OSError) as error:
            raise self._in_words(error) from error
        return True

    async def close(self) -> None:
        """The store keeps nothing open that would have to be closed."""

    def _in_words(self, error: BaseException) -> ProviderError:
        told = str(error)
        code = _CODE.search(told)
        words = _WORDS.get(code[1], "") if code else ""
        if _ELSEWHERE in told:
            words = _WORDS["PermanentRedirect"]
        if words:
            return _refused(words.format(bucket=self._bucket))
        if isinstance(error, FileNotFoundError) or (code and code[1] in _OF_ONE):
            return ProviderError(_OF_ONE[code[1] if code else "NoSuchKey"], permanent=False)
        if code:
            said = f"{self._service} refuses: {code[1]}. It is tried again each minute."
            return ProviderError(said, permanent=False)
        return self._without_code(told, type(error).__name__)

    def _without_code(self, told: str, kind: str) -> ProviderError:
        """Of what is no bucket service, or none that answers."""
        if status := _STATUS.search(told):
            if status[1] < "500":
                return _refused(_NO_SERVICE.format(service=self._service))
            said = f"has an error of its own (HTTP {status[1]})"
        elif _LATE in told:
            said = "does not answer in time"
        elif _UNREACHED in told:
            said = "cannot be reached"
        else:
            said = f"does not answer as it should ({kind})"
        return ProviderError(
            f"{self._service} {said}. It is tried again each minute.", permanent=False
        )


def _allowed(endpoint: str, allow_private: tuple[str, ...]) -> str:
    parts = urlsplit(endpoint)
    host = (parts.hostname or "").casefold()
    port = parts.port or (443 if parts.scheme == "https" else 80)
    if (host, port) in private_pairs(allow_private):
        return endpoint
    known = any(host == name or host.endswith(f".{name}") for name in KNOWN)
    if known and parts.scheme == "https" and port == 443:
        return endpoint
    raise _refused(
        f"{host}:{port} is not among the services known here. If it is yours, the operator adds "
        f"{host}:{port} to LEADWRIGHT_ALLOW_PRIVATE."
    )


def _refused(words: str) -> ProviderError:
    return ProviderError(words, permanent=False, connection_broken=True)
