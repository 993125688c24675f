"""XML by expat, with every way out of the document closed: no entities, no external parts."""

from collections.abc import Iterable
from typing import Any, NoReturn, Protocol
from xml.parsers import expat

from leadwright.features.imports.reading.sheet import FileRefused

_DEEPEST = 200


class Handler(Protocol):
    """Who listens to a document; names come without their prefix."""

    def start(self, name: str, attributes: dict[str, str]) -> None: ...
    def end(self, name: str) -> None: ...
    def text(self, data: str) -> None: ...


def _unsafe(*_: Any) -> NoReturn:
    raise FileRefused(
        "unsafe_xml",
        "The file defines XML entities, which can blow up or read other files. No spreadsheet"
        " program writes that. Save the sheet again in Excel or LibreOffice and drop it here.",
    )


def local(name: str) -> str:
    """`x:row` -> `row`."""
    return name.rpartition(":")[2]


def parse(chunks: Iterable[bytes], handler: Handler) -> None:
    """Feed a document to the handler. Broken XML raises FileRefused("corrupt")."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.EntityDeclHandler = _unsafe
    parser.UnparsedEntityDeclHandler = _unsafe
    parser.ExternalEntityRefHandler = _unsafe
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    depth = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > _DEEPEST:
            raise FileRefused("unsafe_xml", "The file's XML is nested without end.")
        handler.start(local(name), attributes)

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        handler.end(local(name))

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = handler.text
    try:
        for chunk in chunks:
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise FileRefused(
            "corrupt",
            f"A part of the file is damaged ({expat.ErrorString(error.code)}). Open it in Excel or"
            " LibreOffice, save it again, and drop it here.",
        ) from error


class Attributes:
    """Collects the attributes of named elements: for small parts, read whole."""

    def __init__(self, *names: str) -> None:
        self.names = frozenset(names)
        self.found: list[tuple[str, dict[str, str]]] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name in self.names:
            self.found.append((name, {local(key): value for key, value in attributes.items()}))

    def end(self, name: str, /) -> None:
        """Nothing to do."""

    def text(self, data: str, /) -> None:
        """Nothing to do."""
