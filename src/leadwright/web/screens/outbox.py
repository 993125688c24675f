"""Every message that was, is or may be sent."""

from fastapi import APIRouter

router = APIRouter(include_in_schema=False)
