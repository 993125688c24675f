"""All screens, in the order in which their addresses are tried."""

from collections.abc import Sequence

from fastapi import APIRouter

from leadwright.web.screens import (
    alerts,
    decide,
    live_feed,
    notifications,
    outside_links,
    sample_data,
)
from leadwright.web.screens.approvals import routes as approvals
from leadwright.web.screens.automations import routes as automations
from leadwright.web.screens.calculator import routes as calculator
from leadwright.web.screens.duplicates import routes as duplicates
from leadwright.web.screens.entry import routes as entry
from leadwright.web.screens.experiments import routes as experiments
from leadwright.web.screens.failed_jobs import routes as failed_jobs
from leadwright.web.screens.imports import routes as imports
from leadwright.web.screens.lead import routes as lead
from leadwright.web.screens.leads import routes as leads
from leadwright.web.screens.outbox import routes as outbox
from leadwright.web.screens.prediction import mode as prediction_mode
from leadwright.web.screens.prediction import routes as prediction
from leadwright.web.screens.public_site import guide
from leadwright.web.screens.public_site import routes as public
from leadwright.web.screens.quarantine import lists as quarantine_lists
from leadwright.web.screens.quarantine import routes as quarantine
from leadwright.web.screens.replays import routes as replays
from leadwright.web.screens.reply_templates import routes as reply_templates
from leadwright.web.screens.request_log import routes as request_log
from leadwright.web.screens.review import routes as review
from leadwright.web.screens.routing import routes as routing
from leadwright.web.screens.scoring import audience as scoring_audience
from leadwright.web.screens.scoring import draft as scoring_draft
from leadwright.web.screens.scoring import insight as scoring_insight
from leadwright.web.screens.scoring import numbers as scoring_numbers
from leadwright.web.screens.scoring import routes as scoring
from leadwright.web.screens.scoring import rule as scoring_rule
from leadwright.web.screens.scoring import setup as scoring_setup
from leadwright.web.screens.settings import routes as settings
from leadwright.web.screens.sources import routes as sources
from leadwright.web.screens.styleguide import routes as kit
from leadwright.web.screens.tasks import routes as tasks
from leadwright.web.screens.today import routes as today

ROUTERS: Sequence[APIRouter] = (
    public.router,
    calculator.router,
    guide.router,
    entry.router,
    kit.router,
    today.router,
    sample_data.router,
    live_feed.router,
    notifications.router,
    alerts.router,
    outside_links.router,
    leads.router,
    lead.router,
    tasks.router,
    approvals.router,
    decide.router,
    outbox.router,
    imports.router,
    sources.router,
    duplicates.router,
    review.router,
    routing.router,
    automations.router,
    quarantine.router,
    quarantine_lists.router,
    failed_jobs.router,
    request_log.router,
    settings.router,
    reply_templates.router,
    experiments.router,
    prediction.router,
    prediction_mode.router,
    replays.router,
    scoring.router,
    scoring_draft.router,
    scoring_audience.router,
    scoring_rule.router,
    scoring_numbers.router,
    scoring_setup.router,
    scoring_insight.router,
)
