"""The styleguide: every part of the screens in both themes. It holds no data, so it is open to all."""

from dataclasses import fields

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from leadwright.web.render import page
from leadwright.web.screens.styleguide.examples import example

router = APIRouter(include_in_schema=False)


@router.get("/styleguide")
async def styleguide(request: Request) -> HTMLResponse:
    """Every macro with example values."""
    shown = example()
    values = {field.name: getattr(shown, field.name) for field in fields(shown)}
    return page(request, "pages/styleguide/index.html", values)
