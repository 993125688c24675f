"""Mounts the features' JSON routes."""

from collections.abc import Sequence

from fastapi import APIRouter

from leadwright.features.experiments import routes as experiments
from leadwright.features.leads import routes as leads

ROUTERS: Sequence[APIRouter] = (leads.router, experiments.router)
