"""The in-house directory: members and fact sheets for features that may not know this one."""

import time
from collections.abc import Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from leadwright.domain.business_hours import business_hours
from leadwright.domain.ids import PersonId, WorkspaceId
from leadwright.domain.lead import Owner
from leadwright.features.workspaces import model_rules, queries, rules
from leadwright.kernel.db.session import Database, ReadSession, TenantSession
from leadwright.kernel.single_flight import SingleFlight
from leadwright.ports.directory import Colleague, Company

_REMEMBER_SECONDS = 3.0
# Said in place of a name that nobody has given yet; a proper name fits every language's sentences.
UNNAMED = "Leadwright"


class MemberDirectory:
    """The Members port over the membership table."""

    async def takers(self, session: TenantSession) -> tuple[Owner, ...]:
        return tuple(
            Owner(person_id=member.person_id, name=member.name, email=member.email)
            for member in await _members(session)
            if member.takes_leads
        )

    async def everybody(self, session: TenantSession) -> tuple[Colleague, ...]:
        return tuple(
            Colleague(member.person_id, member.name, member.email, member.mail_alerts)
            for member in await _members(session)
        )

    async def zone(self, session: TenantSession) -> ZoneInfo:
        await _members(session)
        return session.info["zone"] or await queries.zone(session)

    async def wants_mail(self, session: TenantSession, person_id: PersonId) -> bool:
        return any(
            member.mail_alerts
            for member in await _members(session)
            if member.person_id == person_id
        )


async def _members(session: TenantSession) -> Sequence[queries.Member]:
    """Read once a transaction: several steps of the pipeline ask."""
    known: Sequence[queries.Member] | None = session.info.get("members")
    if known is None:
        known, session.info["zone"] = await queries.household(session)
        session.info["members"] = known
    return known


class FactSheetReader:
    """The FactSheets port: remembers each workspace's sheet for a few seconds."""

    def __init__(self, database: Database, *, unnamed: str = UNNAMED) -> None:
        """`unnamed`: what a workspace is called in replies before anybody has claimed and named it."""
        self._database = database
        self._unnamed = unnamed
        self._known: dict[WorkspaceId, tuple[float, Company]] = {}
        self._reading = SingleFlight(self._look)

    async def read(self, workspace_id: WorkspaceId) -> Company:
        remembered = self._known.get(workspace_id)
        if remembered is not None and time.monotonic() - remembered[0] < _REMEMBER_SECONDS:
            return remembered[1]
        return await self._reading.of(workspace_id)

    async def _look(self, workspace_id: WorkspaceId) -> Company:
        async with self._database.read(workspace_id) as session:
            found = await company(session, unnamed=self._unnamed)
        self._known[workspace_id] = (time.monotonic(), found)
        return found


async def company(
    session: ReadSession, *, instead: Mapping[str, Any] | None = None, unnamed: str = UNNAMED
) -> Company:
    """The bound workspace's fact sheet; with settings `instead` of the kept, to see what they would do."""
    workspace_id: WorkspaceId = session.info["workspace_id"]
    workspace = await queries.workspace(session, workspace_id)
    if workspace is None:
        raise LookupError(f"workspace {workspace_id} is gone")
    members = await queries.members(session)
    is_named = workspace.claimed_at is not None or workspace.is_demo
    name = workspace.name if is_named else unnamed
    first = members[0].name if members else name
    settings = {**workspace.settings, **(instead or {})}
    return _company(workspace_id, name, settings, first)


def _company(
    workspace_id: WorkspaceId, name: str, settings: Mapping[str, Any], first_member: str
) -> Company:
    return Company(
        workspace_id=workspace_id,
        name=str(settings.get("company") or name),
        sender_name=str(settings.get("sender") or first_member),
        booking_url=settings.get("booking_url") or None,
        website=settings.get("website") or None,
        answers_to=settings.get("answers_to") or None,
        lines=rules.fact_sheet_lines(dict(settings)),
        products=rules.listed_names(dict(settings), "products"),
        competitors=rules.listed_names(dict(settings), "competitors"),
        hours=business_hours(settings),
        industry=rules.industry(settings),
        models=model_rules.of(settings),
    )
