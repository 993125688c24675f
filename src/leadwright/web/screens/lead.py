"""One lead: as a page and in the panel beside the table, with what a person can do about it."""

from fastapi import APIRouter

router = APIRouter(include_in_schema=False)
