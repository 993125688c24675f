"""Parses request bodies of forms: JSON, form-encoded, multipart, and JSON sent as text."""

import asyncio
import json
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from fastapi import Request
from python_multipart.exceptions import MultipartParseError
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import ClientDisconnect

from leadwright.domain.errors import FieldProblem, Invalid, TooLarge

PATIENCE_SECONDS = 20
MULTIPART_BYTES = 12_000_000


@dataclass(frozen=True)
class Body:
    """A post's fields, and the bytes as they came (of a multipart post: its fields as JSON)."""

    fields: dict[str, Any]
    raw: bytes
    content_type: str


async def read(request: Request, limit: int) -> Body:
    """The body's fields. Raises Invalid, TooLarge; a client that dawdles is refused.

    The bytes stand in `request.state.raw` as soon as they are there: what cannot be read is what
    the request log must show.
    """
    content_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if content_type == "multipart/form-data":
        return await _multipart(request, limit)
    raw = request.state.raw = await read_bytes(request, limit)
    if content_type == "application/x-www-form-urlencoded":
        return Body(_urlencoded(raw), raw, content_type)
    if content_type in {"application/json", "text/plain", ""} or content_type.endswith("+json"):
        return Body(_json(raw), raw, content_type or "application/json")
    raise Invalid(
        f"A body of type {content_type} is not taken.",
        code="unsupported_type",
        problems=(
            FieldProblem(
                "Content-Type",
                "unsupported",
                "Send application/json, application/x-www-form-urlencoded or multipart/form-data.",
            ),
        ),
    )


def read_kept(raw: bytes, content_type: str) -> Body:
    """The fields of a body that the request log kept. Where its type says nothing, by trying.

    Raises Invalid. Of a multipart post the log keeps the fields, as JSON.
    """
    if content_type == "application/x-www-form-urlencoded":
        return Body(_urlencoded(raw), raw, content_type)
    try:
        return Body(_json(raw), raw, content_type or "application/json")
    except Invalid:
        fields = {} if _is_named(content_type) else _urlencoded(raw)
        if not any(fields.values()):
            raise
        return Body(fields, raw, content_type)


def _is_named(content_type: str) -> bool:
    return content_type in {"application/json", "multipart/form-data"}


async def read_json(request: Request, limit: int) -> Any:
    """Whatever JSON was posted, under any content type: beacons of browsers call it text."""
    raw = await read_bytes(request, limit)
    try:
        return json.loads(raw)
    except RecursionError as error:
        raise _broken("The JSON is nested too deeply.") from error
    except ValueError as error:
        raise _broken(f"The JSON is broken: {error}.") from error


async def read_bytes(request: Request, limit: int) -> bytes:
    """The body as it came. Raises TooLarge; a client that dawdles or goes is refused."""
    parts: list[bytes] = []
    size = 0
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            async for part in request.stream():
                size += len(part)
                if size > limit:
                    raise TooLarge(f"The body is over {limit:,} bytes. Send less.")
                parts.append(part)
    except TimeoutError as error:
        raise _broken("The body did not arrive within 20 seconds.") from error
    except ClientDisconnect as error:
        raise _broken("The connection closed before the body was complete.") from error
    return b"".join(parts)


def _json(raw: bytes) -> dict[str, Any]:
    try:
        value = json.loads(raw)
    except (ValueError, RecursionError) as error:
        detail = (
            "is nested too deeply" if isinstance(error, RecursionError) else f"is broken: {error}"
        )
        raise _broken(f"The JSON {detail}.") from error
    if isinstance(value, list) and len(value) == 1:
        value = value[0]  # what automation tools wrap around a single record
    if not isinstance(value, dict):
        raise _broken("The JSON is no object. Send one like {'email': 'name@example.com'}.")
    return value


def _urlencoded(raw: bytes) -> dict[str, Any]:
    try:
        pairs = parse_qsl(
            raw.decode("utf-8"), keep_blank_values=True, errors="strict", max_num_fields=1000
        )
    except ValueError as error:
        raise _broken(f"The form is no valid UTF-8 form data: {error}.") from error
    return _gather(pairs)


async def _multipart(request: Request, limit: int) -> Body:
    received = 0

    async def capped() -> Any:
        nonlocal received
        async for part in request.stream():
            received += len(part)
            if received > MULTIPART_BYTES:
                raise TooLarge(f"The post is over {MULTIPART_BYTES:,} bytes with its files.")
            yield part

    parser = MultiPartParser(
        request.headers, capped(), max_files=20, max_fields=500, max_part_size=limit
    )
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            form = await parser.parse()
    except TimeoutError as error:
        raise _broken("The body did not arrive within 20 seconds.") from error
    except ClientDisconnect as error:
        raise _broken("The connection closed before the body was complete.") from error
    except (MultiPartException, MultipartParseError, KeyError, UnicodeDecodeError) as error:
        raise _broken(
            f"The multipart form is broken: {getattr(error, 'message', error)}."
        ) from error
    try:
        pairs = [(name, _part(value)) for name, value in form.multi_items()]
    finally:
        await form.close()
    fields = _gather(pairs)
    raw = json.dumps(fields, ensure_ascii=False).encode("utf-8", "replace")
    if len(raw) > limit:
        raise TooLarge(f"The fields are over {limit:,} bytes. Send less.")
    return Body(fields, raw, "multipart/form-data")


def _part(value: UploadFile | str) -> Any:
    """A file is noted by name and size; files are not kept by this version, and that is said."""
    if isinstance(value, str):
        return value
    return {"file": value.filename or "", "bytes": value.size or 0, "kept": False}


def _gather(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Fields by name; a name that comes several times (check boxes) becomes a list."""
    fields: dict[str, Any] = {}
    for name, value in pairs:
        if name not in fields:
            fields[name] = value
        elif isinstance(fields[name], list):
            fields[name].append(value)
        else:
            fields[name] = [fields[name], value]
    return _unfolded(fields) if any("[" in name for name in fields) else fields


_STEPS = re.compile(r"\[([^\[\]]*)\]")
MOST_STEPS = 5


def _unfolded(fields: dict[str, Any]) -> dict[str, Any]:
    """Names like PHP's as the objects they stand for: `fields[email][value]`, `topics[]`."""
    whole: dict[str, Any] = {}
    for name, value in fields.items():
        head, steps = name.partition("[")[0], _STEPS.findall(name)
        if not head or head + "".join(f"[{step}]" for step in steps) != name:
            whole.setdefault(name, value)
        elif steps == [""]:
            whole.setdefault(head, value if isinstance(value, list) else [value])
        else:
            _put(whole, name, [head, *steps][:MOST_STEPS], value)
    return whole


def _put(whole: dict[str, Any], name: str, path: list[str], value: Any) -> None:
    """At the end of the path; where another field stands in the way, under its name as it came."""
    place = whole
    for step in path[:-1]:
        inner = place.setdefault(step, {})
        if not isinstance(inner, dict):
            whole[name if name not in whole else f"{name}[]"] = value
            return
        place = inner
    if path[-1] in place:
        whole[name if name not in whole else f"{name}[]"] = value
    else:
        place[path[-1]] = value


def _broken(message: str) -> Invalid:
    return Invalid(message, code="broken_body")
