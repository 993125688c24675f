"""Renders templates: one Jinja environment, strict about what is missing."""

from contextlib import suppress
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import jinja2
from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template, select_autoescape
from jinja2.bccache import Bucket, FileSystemBytecodeCache
from jinja2_fragments import render_block
from markupsafe import Markup

from leadwright.domain.numbering import dialled, grouped
from leadwright.kernel.own_command import own_command
from leadwright.web import assets
from leadwright.web.shell import Shell
from leadwright.web.wording import direction

TEMPLATES = Path(__file__).parent / "templates"
_TRIMS = True


class Compiled(FileSystemBytecodeCache):
    """Templates as they were compiled at an earlier start, kept beside them as Python keeps its modules."""

    def get_source_checksum(self, source: str) -> str:
        """Of all that the compiled form hangs on: Jinja's version and how lines are read, too."""
        return super().get_source_checksum(f"{jinja2.__version__} {_TRIMS} {source}")

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Where nothing can be written, templates are compiled at each start."""
        with suppress(OSError):
            Path(self.directory).mkdir(exist_ok=True)
            super().dump_bytecode(bucket)


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(("html",)),
        undefined=StrictUndefined,
        bytecode_cache=Compiled(str(TEMPLATES / "__pycache__")),
        trim_blocks=_TRIMS,
        lstrip_blocks=_TRIMS,
    )
    environment.filters["iso"] = _iso
    environment.filters["phone"] = grouped
    environment.filters["tel"] = dialled
    environment.filters["direction"] = direction
    environment.globals["around"] = around
    environment.globals["own_command"] = own_command()
    assets.install(environment)  # it loads macros that use these
    return environment


def _iso(moment: datetime) -> str:
    return moment.isoformat()


def around(template: str, shell: Shell, csrf_token: str) -> Markup:
    """A part of the frame, for `layouts/app.html`.

    It is the same on every page of a section until a count moves, and a third of a page's work: so
    each drawing is kept, by all that it is drawn from. The template itself belongs to that, so that
    an edited one shows at once.
    """
    return _around(environment.get_template(template), shell, csrf_token)


@lru_cache(512)
def _around(template: Template, shell: Shell, csrf_token: str) -> Markup:
    drawn = template.render(shell=shell, csrf_token=csrf_token)
    return Markup(drawn)  # noqa: S704 -- our own template, which escaped what it was given


environment = _environment()


def page(
    request: Request, template: str, context: dict[str, Any], *, status: int = 200
) -> HTMLResponse:
    """A whole page."""
    html = environment.get_template(template).render(_with_request(request, context))
    return HTMLResponse(html, status)


def fragment(
    request: Request, template: str, block: str, context: dict[str, Any], *, status: int = 200
) -> HTMLResponse:
    """One block of a page, for swapping in."""
    html = render_block(environment, template, block, _with_request(request, context))
    return HTMLResponse(html, status)


def _with_request(request: Request, context: dict[str, Any]) -> dict[str, Any]:
    return {"request": request, **context}
