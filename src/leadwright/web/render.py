"""Renders templates: one Jinja environment, strict about what is missing."""

from datetime import datetime
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from jinja2_fragments import render_block

from leadwright.web import assets

TEMPLATES = Path(__file__).parent / "templates"


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(("html",)),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    assets.install(environment)
    environment.filters["iso"] = _iso
    return environment


def _iso(moment: datetime) -> str:
    return moment.isoformat()


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
