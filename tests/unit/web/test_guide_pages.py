"""The guide: every document is a page, every link leads somewhere, and nothing unsafe comes through."""

import re
from pathlib import Path

import pytest

from leadwright.web.screens.public_site import guide_pages
from leadwright.web.screens.public_site.guide_pages import Chapter, chapter, clean, shelves

CHAPTERS = [each for shelf in shelves() for each in shelf.chapters]


def test_every_howto_and_reference_is_a_page() -> None:
    for folder, step in (("howto", ""), ("reference", "reference/")):
        for file in (guide_pages.DOCS / folder).glob("*.md"):
            found = chapter(step + file.stem)
            assert found is not None
            assert found.title == file.read_text(encoding="utf-8").partition("\n")[0].lstrip("# ")


def test_the_guide_finds_the_documents() -> None:
    assert {"connect-a-site", "reference/imports"} <= {page.slug for page in CHAPTERS}
    assert len(CHAPTERS) > 20


@pytest.mark.parametrize("page", CHAPTERS, ids=lambda page: page.slug)
def test_every_link_of_the_guide_leads_somewhere(page: Chapter) -> None:
    for target in re.findall(r'href="([^"]+)"', page.html):
        if "://" in target:
            continue
        path, _, anchor = target.partition("#")
        reached = chapter(path.removeprefix("/guide/")) if path else page
        assert reached is not None, target
        assert not anchor or f'id="{anchor}"' in reached.html, target


@pytest.mark.parametrize("page", CHAPTERS, ids=lambda page: page.slug)
def test_no_page_of_the_guide_breaks_the_content_policy(page: Chapter) -> None:
    assert not re.search(r"<(script|style|img|iframe)|\sstyle=|\son\w+=", page.html)


def test_what_is_unsafe_in_a_document_is_taken_out() -> None:
    dirty = '<p onclick="x()">a<script>x()</script><a href="javascript:x()">b</a><img src=x></p>'
    assert clean(dirty) == "<p>a<a>b</a></p>"


def test_without_documents_there_are_no_pages(tmp_path: Path) -> None:
    assert shelves(tmp_path) == ()
    assert chapter("connect-a-site", tmp_path) is None


def test_a_link_out_of_the_guide_becomes_plain_words(tmp_path: Path) -> None:
    (tmp_path / "howto").mkdir()
    text = "# One\n\n[two](two.md#a-b) [far](../../secret.md) [web](https://example.com/x)\n"
    (tmp_path / "howto/one.md").write_text(text, encoding="utf-8")
    (tmp_path / "howto/two.md").write_text("# Two\n\n## A b\n", encoding="utf-8")
    found = chapter("one", tmp_path)
    assert found is not None
    assert (
        '<a href="/guide/two#a-b">two</a> far <a href="https://example.com/x">web</a>' in found.html
    )
