"""A message's text as changed by a person: cleaned, and rendered as HTML again."""

import re
from html import escape, unescape

from leadwright.domain.errors import FieldProblem, Invalid

LONGEST_SUBJECT = 200
LONGEST_TEXT = 20_000

_PAGE = """<!doctype html>
<html lang="{language}">
<head><meta charset="utf-8"><meta name="color-scheme" content="light dark"><title>{subject}</title></head>
<body style="margin:0;padding:0">
<div style="max-width:600px;padding:16px;font:16px/1.5 Arial,sans-serif;overflow-wrap:anywhere">
{paragraphs}
</div>
</body>
</html>
"""
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_LINK = re.compile(r'<a [^>]*href="(https?://[^"]+)"')


def cleaned(subject: str, text: str) -> tuple[str, str]:
    """The subject on one line, the text with plain line ends; Invalid if empty or too long."""
    subject = " ".join(_CONTROL.sub(" ", subject).split())
    text = _CONTROL.sub("", text.replace("\r\n", "\n")).strip()
    problems = [
        *_too_long("subject", subject, LONGEST_SUBJECT),
        *_too_long("text", text, LONGEST_TEXT),
    ]
    if not subject:
        problems.append(FieldProblem("subject", "missing", "Write a subject."))
    if not text:
        problems.append(FieldProblem("text", "missing", "Write the text of the mail."))
    if problems:
        raise Invalid("The draft cannot be kept like this.", problems=tuple(problems))
    return subject, text + "\n"


def _too_long(field: str, value: str, most: int) -> list[FieldProblem]:
    if len(value) <= most:
        return []
    return [FieldProblem(field, "too_long", f"Use {most:,} characters at most.")]


def links_of(html: str) -> tuple[str, ...]:
    """The URLs the mail links to: ours, since only our own are ever made clickable."""
    return tuple(dict.fromkeys(unescape(found) for found in _LINK.findall(html)))


def html_of(text: str, subject: str, language: str, *, links: tuple[str, ...] = ()) -> str:
    """The text as HTML: escaped, no external resources, only `links` clickable."""
    paragraphs = [part for part in text.strip().split("\n\n") if part.strip()]
    return _PAGE.format(
        language=escape(language),
        subject=escape(subject),
        paragraphs="\n".join(
            f'<p style="margin:0 0 16px">{_lines(part, links)}</p>' for part in paragraphs
        ),
    )


def _lines(paragraph: str, links: tuple[str, ...]) -> str:
    if not links:
        return escape(paragraph).replace("\n", "<br>\n")
    longest_first = sorted(links, key=len, reverse=True)
    pieces = re.split(f"({'|'.join(map(re.escape, longest_first))})", paragraph)
    set_pieces = [
        f'<a href="{escape(piece)}">{escape(piece)}</a>' if piece in links else escape(piece)
        for piece in pieces
    ]
    return "".join(set_pieces).replace("\n", "<br>\n")
