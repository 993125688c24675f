"""The guide's pages: `docs/howto` and `docs/reference`, rendered once, cleaned, and linked to each other."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path, PurePosixPath

import nh3
from markdown import Markdown  # type: ignore[import-untyped]
from markdown.extensions.toc import TocExtension  # type: ignore[import-untyped]

import leadwright

_PACKAGE = Path(leadwright.__file__).parent
_PACKAGED, _CHECKED_OUT = _PACKAGE / "docs", _PACKAGE.parents[1] / "docs"
DOCS = _PACKAGED if _PACKAGED.is_dir() else _CHECKED_OUT
# Folder by folder: its title, and whether its pages stand under a step of their own in the address.
FOLDERS = (("howto", "How to", ""), ("reference", "Reference", "reference/"))

_HEADINGS = ("h1", "h2", "h3", "h4")
_ATTRIBUTES = {"a": {"href"}, "code": {"class"}, "th": {"align"}, "td": {"align"}} | {
    heading: {"id"} for heading in _HEADINGS
}
_TAGS = {
    "p", "a", "ul", "ol", "li", "pre", "code", "em", "strong", "blockquote", "hr", "br",
    "table", "thead", "tbody", "tr", "th", "td", *_HEADINGS,
}  # fmt: skip
_LINK = re.compile(r'<a href="([^"]*)"[^>]*>(.*?)</a>', re.DOTALL)


@dataclass(frozen=True)
class Chapter:
    """One page: its address, title and headings, and its HTML, which holds nothing but safe tags."""

    slug: str
    title: str
    html: str
    headings: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Shelf:
    """The pages of one folder."""

    title: str
    chapters: tuple[Chapter, ...]


@cache
def shelves(docs: Path = DOCS) -> tuple[Shelf, ...]:
    """Every page there is; nothing where the program was installed without its documents."""
    known = {
        f"{folder}/{file.stem}": f"{step}{file.stem}"
        for folder, _, step in FOLDERS
        for file in sorted((docs / folder).glob("*.md"))
    }
    made = (
        Shelf(
            title,
            tuple(_chapter(docs, path, known) for path in known if path.startswith(f"{folder}/")),
        )
        for folder, title, _ in FOLDERS
    )
    return tuple(shelf for shelf in made if shelf.chapters)


def chapter(slug: str, docs: Path = DOCS) -> Chapter | None:
    """The page at this address."""
    every = (each for shelf in shelves(docs) for each in shelf.chapters)
    return next((each for each in every if each.slug == slug), None)


def _chapter(docs: Path, path: str, known: dict[str, str]) -> Chapter:
    text = (docs / f"{path}.md").read_text(encoding="utf-8")
    made = Markdown(extensions=["tables", "fenced_code", TocExtension(slugify=_anchor)])
    html = clean(made.convert(text))
    tokens: Sequence[dict[str, str]] = getattr(made, "toc_tokens", ())
    title = tokens[0]["name"] if tokens else path
    inner: Sequence[dict[str, str]] = tokens[0].get("children", ()) if tokens else ()  # type: ignore[assignment]
    return Chapter(
        slug=known[path],
        title=title,
        html=_reachable(_linked(html, PurePosixPath(path).parent, known)),
        headings=tuple((each["id"], each["name"]) for each in inner),
    )


def clean(html: str) -> str:
    """The same without anything that a strict policy or a careful reader would refuse."""
    return nh3.clean(
        html, tags=_TAGS, attributes=_ATTRIBUTES, url_schemes={"http", "https"}, link_rel=None
    )


def _anchor(text: str, separator: str) -> str:
    """As the code's host names its headings, so that links work in both places."""
    return re.sub(r"[^\w\- ]", "", text.lower()).replace(" ", separator)


def _linked(html: str, folder: PurePosixPath, known: dict[str, str]) -> str:
    """Links between the pages as the site's own; a link to what is no page here becomes plain words."""

    def moved(found: re.Match[str]) -> str:
        target, _, anchor = found[1].partition("#")
        if not target or "://" in target:
            return f'<a href="{found[1]}">{found[2]}</a>'
        slug = known.get(_normal(folder, target).removesuffix(".md"))
        end = f"#{anchor}" if anchor else ""
        return found[2] if slug is None else f'<a href="/guide/{slug}{end}">{found[2]}</a>'

    return _LINK.sub(moved, html)


def _normal(folder: PurePosixPath, target: str) -> str:
    steps: list[str] = []
    for step in (folder / target).parts:
        if step == ".." and steps:
            steps.pop()
        else:
            steps.append(step)
    return "/".join(steps)


def _reachable(html: str) -> str:
    """What may be wider than the page scrolls by itself, by keys too."""
    html = html.replace("<pre>", '<pre tabindex="0">')
    html = html.replace("<table>", '<div class="wide" tabindex="0"><table>')
    return html.replace("</table>", "</table></div>")
