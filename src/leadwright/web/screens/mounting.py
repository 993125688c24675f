"""All screens, in the order in which their addresses are tried."""

from collections.abc import Sequence

from fastapi import APIRouter

from leadwright.web.screens import public

ROUTERS: Sequence[APIRouter] = (public.router,)
