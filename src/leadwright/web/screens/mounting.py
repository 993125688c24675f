"""All screens, in the order in which their addresses are tried."""

from collections.abc import Sequence

from fastapi import APIRouter

from leadwright.web.screens import (
    alerts,
    approvals,
    decide,
    entry,
    experiments,
    failed_jobs,
    guide,
    imports,
    kit,
    lead,
    leads,
    live_feed,
    notifications,
    outbox,
    outside_links,
    public,
    quarantine,
    quarantine_lists,
    reply_templates,
    request_log,
    sample_data,
    settings,
    tasks,
    today,
)

ROUTERS: Sequence[APIRouter] = (
    public.router,
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
    quarantine.router,
    quarantine_lists.router,
    failed_jobs.router,
    request_log.router,
    settings.router,
    reply_templates.router,
    experiments.router,
)
