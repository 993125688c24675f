"""A reply as mail: the same words as plain text and as HTML, signed, with the reason for it below."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from jinja2 import Environment, StrictUndefined, Template

from leadwright.domain.lead import LeadSnapshot
from leadwright.features.replies.composing.slots import one_line, signer, web_address
from leadwright.features.replies.composing.templates import base_language, load
from leadwright.ports.directory import Company


@dataclass(frozen=True)
class Letterhead:
    """What stands around the words of a reply."""

    language: str
    closing: str
    signer: str
    company: str
    company_first: bool
    website: str | None
    booking_url: str | None
    footer: str

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the signature, in the language's order; a company that signs itself does so once."""
        ordered = (self.signer, self.company)
        return tuple(dict.fromkeys(ordered[::-1] if self.company_first else ordered))


@dataclass(frozen=True)
class Piece:
    """A stretch of text, or a link to one of our own addresses."""

    text: str
    is_link: bool = False


def letterhead(lead: LeadSnapshot, company: Company, language: str) -> Letterhead:
    """Closing, signature and footer in the reply's language; the owner signs, else the sender."""
    code = base_language(language)
    frame = load(code).frame
    own = one_line(company.name)
    literal = frame.footer[0]
    return Letterhead(
        language=code,
        closing=frame.closing,
        signer=signer(lead, company),
        company=own,
        company_first=frame.company_first,
        website=web_address(company.website),
        booking_url=web_address(company.booking_url),
        footer=own.join(literal.parts),
    )


def text_mail(body: str, head: Letterhead) -> str:
    """The plain text: body, closing, signature, and below the signature mark why it was sent."""
    signature = "\n".join(filter(None, (head.closing, *head.names, head.website)))
    return f"{body.strip()}\n\n{signature}\n\n-- \n{head.footer}\n"


def html_mail(body: str, subject: str, head: Letterhead) -> str:
    """The same as HTML: escaped, no outside resources, our own links made clickable."""
    paragraphs = [
        [_pieces(line, head) for line in paragraph.split("\n")]
        for paragraph in body.strip().split("\n\n")
    ]
    return _page().render(head=head, subject=subject, paragraphs=paragraphs)


def _pieces(line: str, head: Letterhead) -> list[Piece]:
    """The line cut around our own addresses; foreign ones stay text."""
    pieces = [Piece(line)]
    for link in (head.booking_url, head.website):
        if link and link in line:
            pieces = [part for piece in pieces for part in _cut(piece, link)]
    return pieces


def _cut(piece: Piece, link: str) -> list[Piece]:
    if piece.is_link:
        return [piece]
    first, *rest = piece.text.split(link)
    cut = [Piece(first)]
    for text in rest:
        cut += [Piece(link, is_link=True), Piece(text)]
    return [part for part in cut if part.text]


@cache
def _page() -> Template:
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    source = files("leadwright.features.replies") / "data" / "reply.html"
    return environment.from_string(source.read_text(encoding="utf-8"))
