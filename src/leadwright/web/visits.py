"""The script for pages of other sites, at an address that stays the same from version to version."""

from fastapi import APIRouter
from fastapi.responses import Response

from leadwright.web.assets import STATIC, built

router = APIRouter(include_in_schema=False)

ENTRY = "src/embed/visits.ts"
HEADERS = {
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Cache-Control": "public, max-age=3600",
}


@router.get("/visits.js")
async def script() -> Response:
    """Under 3 KB; sites may keep it for an hour."""
    code = (STATIC / "dist" / built().file_of(ENTRY)).read_text("utf-8")
    return Response(code, media_type="text/javascript", headers=HEADERS)
