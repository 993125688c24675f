"""Jobs the queue gave up on, to be tried again or let go."""

from fastapi import APIRouter

router = APIRouter(include_in_schema=False)
