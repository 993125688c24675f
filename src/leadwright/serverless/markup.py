"""XML by expat, element by element, with document types and entities refused."""

from collections.abc import Callable, Iterable, Iterator
from xml.parsers import expat

from leadwright.serverless.faults import Unreadable

Attributes = dict[str, str]
_DEEPEST = 64
_LONGEST_TAG = 1024 * 1024  # expat keeps a tag in memory until its end


class Handler:
    """What is told about a document; names come without their namespace."""

    def start(self, name: str, attributes: Attributes, /) -> None: ...

    def end(self, name: str) -> None: ...

    def text(self, text: str) -> None: ...


def feed(chunks: Iterable[bytes], handler: Handler) -> Iterator[None]:
    """Parses chunk by chunk and yields after each, so that the caller can take what was found."""
    parser = _parser(handler)
    fed = 0
    try:
        for chunk in chunks:
            parser.Parse(chunk, False)
            fed += len(chunk)
            if fed - parser.CurrentByteIndex > _LONGEST_TAG:
                raise _unsafe("has a tag without an end")
            yield
        parser.Parse(b"", True)
        yield
    except expat.ExpatError as error:
        raise Unreadable(
            "corrupt", "The workbook's inside is not well formed. Open it and save it again."
        ) from error


def run(chunks: Iterable[bytes], handler: Handler) -> None:
    for _ in feed(chunks, handler):
        pass


def _parser(handler: Handler) -> expat.XMLParserType:
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = _elements(handler)
    parser.CharacterDataHandler = handler.text
    parser.StartDoctypeDeclHandler = _refuse
    parser.EntityDeclHandler = _refuse
    parser.ExternalEntityRefHandler = _refuse
    return parser


def _elements(
    handler: Handler,
) -> tuple[Callable[[str, Attributes], None], Callable[[str], None]]:
    start, end, depth = handler.start, handler.end, 0

    def opened(name: str, attributes: Attributes) -> None:
        nonlocal depth
        depth += 1
        if depth > _DEEPEST:
            raise _unsafe("is nested without reason")
        start(name.rpartition(" ")[2], attributes)

    def closed(name: str) -> None:
        nonlocal depth
        depth -= 1
        end(name.rpartition(" ")[2])

    return opened, closed


def _refuse(*_: object) -> int:
    raise _unsafe("defines entities, which no spreadsheet needs")


def _unsafe(what: str) -> Unreadable:
    return Unreadable("unsafe_xml", f"The workbook's inside {what}. It is not read.")
