"""The table of leads and the palette's search."""

from fastapi import APIRouter

router = APIRouter(include_in_schema=False)
