"""Today: the leads of the day, how fast they were answered, and what needs a person."""

from fastapi import APIRouter

router = APIRouter(include_in_schema=False)
