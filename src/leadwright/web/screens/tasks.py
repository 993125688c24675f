"""What the members have to do."""

from fastapi import APIRouter

router = APIRouter(include_in_schema=False)
