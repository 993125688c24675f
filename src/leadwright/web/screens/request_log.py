"""The newest posts at the door, as they came, refused ones among them."""

from fastapi import APIRouter

router = APIRouter(include_in_schema=False)
