"""The built front end: what its manifest says, the tags a page needs, and the files themselves."""

import json
from dataclasses import dataclass
from functools import cache, lru_cache
from mimetypes import guess_type
from pathlib import Path
from types import SimpleNamespace

from jinja2 import Environment
from markupsafe import Markup
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

STATIC = Path(__file__).parent / "static"
BASE = "/static/dist/"
# The theme is chosen before the first paint, so this one entry blocks; the others are modules.
BLOCKING = frozenset({"src/theme.ts"})
PRELOADED_FONT = "inter-latin-wght-normal"
# The build writes these copies; the first that the browser understands is served.
ENCODINGS = (("br", ".br"), ("gzip", ".gz"))
FOREVER = "public, max-age=31536000, immutable"
# Macros that draw the same few words again and again, on every row and every page: each drawing is
# kept. Only what depends on nothing but plain words and numbers may stand here; a moment may not,
# because the same instant in two zones is equal and is written differently.
REPEATED = ("icon", "key", "dot", "status", "avatar", "person", "score", "score_bar", "grade")


class FrontEndMissingError(RuntimeError):
    """The templates cannot be rendered: nobody built what they link to."""


@dataclass(frozen=True)
class Assets:
    """One build: the manifest of its entries and the icons its sprite holds."""

    manifest: dict[str, "Entry"]
    icons: frozenset[str]

    def tags(self, entry: str) -> Markup:
        """Return the link and script tags of one entry, its text font first."""
        built = self._entry(entry)
        tags = [
            Markup('<link rel="preload" href="{}" as="font" type="font/woff2" crossorigin>').format(
                BASE + font
            )
            for font in built.assets
            if PRELOADED_FONT in font
        ]
        tags += [Markup('<link rel="stylesheet" href="{}">').format(BASE + c) for c in built.css]
        script = Markup('<script src="{}"></script>')
        module = Markup('<script type="module" src="{}"></script>')
        tags.append((script if entry in BLOCKING else module).format(BASE + built.file))
        return Markup("\n").join(tags)

    def file_of(self, entry: str) -> str:
        """Return where one entry's script stands, below `static/dist`."""
        return self._entry(entry).file

    def icon_url(self, name: str) -> str:
        """Return where one icon of the sprite stands; an icon nobody drew is a mistake of ours."""
        if name not in self.icons:
            raise LookupError(
                f'The sprite holds no icon "{name}": name it in a template, as icon("{name}") '
                f"or {{# icons: {name} #}}, then run make build"
            )
        return f"{BASE}{self._entry('icons.svg').file}#{name}"

    def _entry(self, entry: str) -> "Entry":
        if entry not in self.manifest:
            raise FrontEndMissingError(f"front end has no entry {entry!r}: make build")
        return self.manifest[entry]


@dataclass(frozen=True)
class Entry:
    """What one input of the build became; paths are relative to `static/dist`."""

    file: str
    css: tuple[str, ...]
    assets: tuple[str, ...]


def load(dist: Path) -> Assets:
    """Read a build's manifest; `FrontEndMissingError` when there is none."""
    try:
        manifest = json.loads((dist / ".vite/manifest.json").read_bytes())
        icons = json.loads((dist / "icons.json").read_bytes())
    except FileNotFoundError as missing:
        raise FrontEndMissingError("front end not built: make build") from missing
    entries = {
        name: Entry(
            file=chunk["file"],
            css=tuple(chunk.get("css", ())),
            assets=tuple(chunk.get("assets", ())),
        )
        for name, chunk in manifest.items()
    }
    return Assets(manifest=entries, icons=frozenset(icons))


@cache
def built() -> Assets:
    """Return the build this process serves, read once."""
    return load(STATIC / "dist")


def vite(entry: str) -> Markup:
    """Return the tags that load `src/app.ts`, `src/site.ts`, `src/docs.ts` or `src/theme.ts`."""
    return built().tags(entry)


def icon_url(name: str) -> str:
    """Return the address of one icon in the sprite."""
    return built().icon_url(name)


def install(environment: Environment) -> None:
    """Give templates `vite(...)`, `icon_url(...)` and the macros as `ui`.

    The macros are a global because jinja2-fragments renders a block without its template's imports.
    """
    environment.globals.update(vite=vite, icon_url=icon_url)
    macros = vars(environment.get_template("components/ui.html").module)
    # typed: a marked-up word equals its plain twin, and would lend it its missing escapes.
    kept = {name: lru_cache(1024, typed=True)(macros[name]) for name in REPEATED}
    environment.globals["ui"] = SimpleNamespace(**{**macros, **kept})


class BuiltFiles(StaticFiles):
    """Serves `static/`: the compressed copy where one is understood, hashed names for ever."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await self._packed(path, scope) or await super().get_response(path, scope)
        hashed = path.startswith("dist/assets/")
        response.headers["Cache-Control"] = FOREVER if hashed else "no-cache"
        response.headers["Vary"] = "Accept-Encoding"
        return response

    async def _packed(self, path: str, scope: Scope) -> Response | None:
        accepted = Headers(scope=scope).get("accept-encoding", "")
        for encoding, suffix in ENCODINGS:
            if encoding in accepted and self.lookup_path(path + suffix)[1]:
                response = await super().get_response(path + suffix, scope)
                kind, _ = guess_type(path)
                response.headers["Content-Encoding"] = encoding
                response.headers["Content-Type"] = kind or "application/octet-stream"
                return response
        return None
