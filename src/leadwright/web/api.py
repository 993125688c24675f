"""Mounts the JSON routes: the features' own, and those that need several features."""

from collections.abc import Sequence

from fastapi import APIRouter

from leadwright.features.experiments import routes as experiments
from leadwright.features.imports import routes as imports
from leadwright.features.leads import routes as leads
from leadwright.web import duplicates_api, score_api

ROUTERS: Sequence[APIRouter] = (
    leads.router,
    score_api.router,
    duplicates_api.router,
    experiments.router,
    imports.router,
)
