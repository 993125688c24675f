"""The ways in and out: setup, login, logout, and addresses that lead to a workspace."""

from fastapi import APIRouter

router = APIRouter(include_in_schema=False)
