"""The manifest of the build and the files it names."""

import gzip
import json
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Mount

from leadwright.web import assets

FONT = "/static/dist/assets/inter-latin-wght-normal-3.woff2"
MANIFEST = {
    "src/app.ts": {
        "file": "assets/app-1.js",
        "css": ["assets/app-2.css"],
        "assets": ["assets/inter-latin-wght-normal-3.woff2", "assets/inter-cyrillic-4.woff2"],
    },
    "src/theme.ts": {"file": "assets/theme-5.js"},
    "icons.svg": {"file": "assets/icons-6.svg"},
}


@pytest.fixture
def dist(tmp_path: Path) -> Path:
    (tmp_path / ".vite").mkdir()
    (tmp_path / ".vite/manifest.json").write_text(json.dumps(MANIFEST))
    (tmp_path / "icons.json").write_text('["mail"]')
    return tmp_path


def test_an_entry_brings_its_font_its_sheet_and_its_module(dist: Path) -> None:
    tags = assets.load(dist).tags("src/app.ts").splitlines()
    assert tags == [
        f'<link rel="preload" href="{FONT}" as="font" type="font/woff2" crossorigin>',
        '<link rel="stylesheet" href="/static/dist/assets/app-2.css">',
        '<script type="module" src="/static/dist/assets/app-1.js"></script>',
    ]


def test_the_theme_blocks_so_that_no_wrong_one_is_painted_first(dist: Path) -> None:
    tag = assets.load(dist).tags("src/theme.ts")
    assert tag == '<script src="/static/dist/assets/theme-5.js"></script>'


def test_a_missing_build_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(assets.FrontEndMissingError, match="front end not built: make build"):
        assets.load(tmp_path)


def test_an_entry_that_was_not_built_says_so(dist: Path) -> None:
    with pytest.raises(assets.FrontEndMissingError, match=r"src/gone\.ts"):
        assets.load(dist).tags("src/gone.ts")


def test_an_icon_nobody_drew_is_refused_with_the_remedy(dist: Path) -> None:
    built = assets.load(dist)
    assert built.icon_url("mail") == "/static/dist/assets/icons-6.svg#mail"
    with pytest.raises(LookupError, match=r"icons: phone"):
        built.icon_url("phone")


@pytest.fixture
def files(tmp_path: Path) -> httpx.AsyncClient:
    folder = tmp_path / "static/dist/assets"
    folder.mkdir(parents=True)
    (folder / "app-1.css").write_text("plain")
    (folder / "app-1.css.gz").write_bytes(gzip.compress(b"packed"))
    (folder / "font-2.woff2").write_bytes(b"font")
    (tmp_path / "static/favicon.svg").write_text("<svg/>")
    (tmp_path / "secret").write_text("secret")
    (tmp_path / "secret.gz").write_text("secret")
    served = assets.BuiltFiles(directory=tmp_path / "static")
    app = Starlette(routes=[Mount("/static", app=served)])
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://leads.example")


async def test_the_packed_copy_is_served_to_those_who_understand_it(
    files: httpx.AsyncClient,
) -> None:
    address = "/static/dist/assets/app-1.css"
    packed = await files.get(address, headers={"accept-encoding": "br, gzip"})
    assert packed.text == "packed"
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.headers["content-type"].startswith("text/css")
    assert packed.headers["vary"] == "Accept-Encoding"
    plain = await files.get(address, headers={"accept-encoding": "identity"})
    assert plain.text == "plain"
    assert "content-encoding" not in plain.headers


async def test_only_names_with_a_hash_are_kept_for_ever(files: httpx.AsyncClient) -> None:
    font = await files.get("/static/dist/assets/font-2.woff2")
    assert "immutable" in font.headers["cache-control"]
    icon = await files.get("/static/favicon.svg")
    assert icon.headers["cache-control"] == "no-cache"
    assert (await files.get("/static/dist/assets/gone.css")).status_code == 404


async def test_nothing_beside_the_folder_is_served(files: httpx.AsyncClient) -> None:
    for path in ("/static/%2e%2e/secret", "/static/dist/%2e%2e/%2e%2e/secret", "/static//secret"):
        answer = await files.get(path, headers={"accept-encoding": "gzip"})
        assert answer.status_code == 404, path
