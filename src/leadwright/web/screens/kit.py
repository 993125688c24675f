"""The styleguide: every part of the screens in both themes."""

from fastapi import APIRouter

router = APIRouter(include_in_schema=False)
