"""The worker's composition root: senders, the embedder, the pipeline and all jobs."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from leadwright.bootstrap.common import Runtime
from leadwright.bootstrap.connections import form_guards, language_models, mail_transports
from leadwright.bootstrap.database import data_folder
from leadwright.bootstrap.demo import fill as demo
from leadwright.bootstrap.embedding import load_embedder
from leadwright.bootstrap.mail import from_address
from leadwright.bootstrap.naming import public_name
from leadwright.bootstrap.outgoing_mail import finish, marker, overtaken
from leadwright.bootstrap.signing import signer
from leadwright.bootstrap.storages import storages, to_imports
from leadwright.features.connections import jobs as connection_jobs
from leadwright.features.connections.form_guards import ConnectedFormGuards
from leadwright.features.connections.language_models import ConnectedModels
from leadwright.features.experiments.running import TestedTemplates
from leadwright.features.imports import jobs as import_jobs
from leadwright.features.language_models.gateway import ModelGateway
from leadwright.features.messages import jobs as message_jobs
from leadwright.features.messages.actions import MessageOutbox
from leadwright.features.messages.sending import Delivery
from leadwright.features.notifications import fan_out
from leadwright.features.notifications.fan_out import Spreader
from leadwright.features.prediction import jobs as prediction_jobs
from leadwright.features.replies.composing import own_templates
from leadwright.features.routing import products
from leadwright.features.sources import jobs as source_jobs
from leadwright.features.workspaces import jobs as workspace_jobs
from leadwright.features.workspaces import queries as workspaces
from leadwright.features.workspaces.directory import FactSheetReader, MemberDirectory
from leadwright.integrations.dns.mail_domains import DnsMailDomains
from leadwright.integrations.outbox import BuiltInOutbox
from leadwright.integrations.smtp.sender import SmtpSender
from leadwright.kernel.events import DELIVER, DELIVER_ONE
from leadwright.kernel.jobs import Job
from leadwright.kernel.outbound.http import guarded_client
from leadwright.pipeline import jobs as pipeline_jobs
from leadwright.pipeline import lookalikes, routes
from leadwright.pipeline.automation import running as automations
from leadwright.pipeline.engine import Engine
from leadwright.pipeline.imports import backfill as import_following
from leadwright.pipeline.imports import notices as import_news
from leadwright.pipeline.imports import taking_in as imports
from leadwright.pipeline.imports import undo as import_undo
from leadwright.pipeline.imports import words as import_words
from leadwright.pipeline.lead import LEAD_PIPELINE, LEAD_STORE
from leadwright.pipeline.scoring import decay_sweep, model_watch, replay, rescore, rescore_base
from leadwright.ports.channel import Sender
from leadwright.ports.directory import Services


@dataclass(frozen=True)
class Worker:
    """Everything a worker runs."""

    runtime: Runtime
    engine: Engine
    delivery: Delivery
    models: ConnectedModels
    guards: ConnectedFormGuards
    automations: automations.Dependencies
    jobs: Sequence[Job]

    async def close(self) -> None:
        if self.delivery.transports is not None:
            await self.delivery.transports.close()
        await self.delivery.sender.close()
        await self.models.close()
        await self.guards.close()
        await self.automations.close()
        await self.runtime.database.close()


def _import_deps(runtime: Runtime) -> import_jobs.Dependencies:
    return import_jobs.Dependencies(
        runtime.database,
        products.catalogue,
        workspaces.hosts,
        import_words.PLACE,
        import_news.settled,
    )


def _services(runtime: Runtime, models: ConnectedModels, guards: ConnectedFormGuards) -> Services:
    settings = runtime.settings
    embedder = load_embedder(data_folder(settings))
    return Services(
        outbox=MessageOutbox(from_address(settings)),
        members=MemberDirectory(),
        fact_sheets=FactSheetReader(runtime.database, unnamed=public_name(settings)),
        templates=TestedTemplates(runtime.database, own_templates.in_use),
        embedder=embedder,
        models=ModelGateway(runtime.database, models, embedder),
        mail_domains=DnsMailDomains(settings.dns),
        guards=guards,
        address=settings.address,
    )


def build(runtime: Runtime) -> Worker:
    """The worker's parts; loading the embedder takes about a second."""
    settings = runtime.settings
    models = language_models(runtime)
    guards = form_guards(runtime)
    services = _services(runtime, models, guards)
    engine = Engine(runtime.database, services, LEAD_PIPELINE, LEAD_STORE)
    built_in = BuiltInOutbox()
    sender: Sender = built_in
    if settings.smtp_url:
        sender = SmtpSender(settings.smtp_url, dkim=signer(settings))
    transports = mail_transports(runtime, sender)
    delivery = Delivery(
        sender,
        built_in,
        runtime.database,
        finish(runtime),
        transports,
        marker(runtime),
        overtaken(runtime),
    )
    spreader = Spreader(
        runtime.database, services.outbox, services.members, transports, settings.address
    )
    automation_deps = automations.Dependencies(
        runtime.database, services, runtime.keyring, guarded_client()
    )
    jobs = (
        *pipeline_jobs.jobs(engine),
        *rescore.jobs(engine),
        *decay_sweep.jobs(engine),
        *rescore_base.jobs(engine),
        *replay.jobs(runtime.database),
        *model_watch.jobs(runtime.database),
        *fan_out.jobs(spreader),
        *message_jobs.jobs(delivery),
        *connection_jobs.jobs(connection_jobs.Dependencies(runtime.database, transports.opener)),
        *source_jobs.jobs(
            source_jobs.Dependencies(runtime.database, storages(runtime), to_imports)
        ),
        *lookalikes.jobs(runtime.database),
        *import_jobs.jobs(_import_deps(runtime)),
        *imports.tasks(engine),
        *import_news.tasks(engine),
        *import_following.tasks(engine),
        *import_undo.tasks(engine),
        *prediction_jobs.jobs(runtime.database),
        *routes.tasks(engine),
        *automations.jobs(automation_deps),
        *workspace_jobs.jobs(runtime.database, services.outbox, transports),
        Job(
            DELIVER,
            partial(runtime.events.deliver, runtime.database),
            together=partial(runtime.events.deliver_together, runtime.database),
        ),
        Job(DELIVER_ONE, partial(runtime.events.deliver_one, runtime.database)),
    )
    return Worker(
        runtime, engine, delivery, models, guards, automation_deps, (*jobs, demo.job(runtime, jobs))
    )
