"""A workspace with language models that stand on loopback, for the tests of a lead's whole way."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select, text, update
from tests.integration.installation import Installation, Workplace, open_installation

from leadwright.features.connections import actions as connections
from leadwright.features.connections.actions import Editor
from leadwright.features.connections.models import Connection
from leadwright.features.language_models.models import ModelCall
from leadwright.features.messages.models import Message
from leadwright.features.workspaces.models import Workspace
from leadwright.integrations import INTEGRATIONS
from leadwright.integrations.fake.model_dialects import KEY, SPEECHES, Content
from leadwright.integrations.fake.vendor_server import Asked, FakeVendor
from leadwright.kernel.db.urls import DatabaseUrls
from leadwright.kernel.loading import resolve
from leadwright.kernel.outbound.http import private_pairs
from leadwright.pipeline import runs

CARDS = {card.name: card for card in INTEGRATIONS}
GOOD: Mapping[str, Any] = {
    "intent": "product_question",
    "confidence": 0.95,
    "language": "en",
    "quality_band": "medium",
    "expect_auto_reply": True,
    "reply_subject": "Your question about the planner",
    "reply_text": (
        "Hello Bob,\n\nthank you for asking about the planner. It works on phones and on tablets, "
        "so that nobody has to come back to the office.\n\nWhich of your teams would use it first?"
    ),
}
LEAD: Mapping[str, str] = {
    "name": "Bob Buyer",
    "email": "bob@buyer.example",
    "company": "Buyer Ltd",
    "message": "Hi, does your planner also work on phones and tablets? Our people are out all day.",
}


@dataclass
class ModelEnv:
    """One installation, one workspace, and the server that plays its models' vendor."""

    installation: Installation
    place: Workplace
    server: FakeVendor
    says: Content

    async def connect(self, vendor: str, **changes: str) -> Any:
        """A connection to this vendor at our server; its id."""
        base = self.server.url + ("/v1" if "openai" in vendor else "")
        typed = {"label": vendor, "api_key": KEY, "base_url": base, "model": "m-1", **changes}
        editor = Editor(self.installation.runtime.keyring, None, private_pairs([self.server.place]))
        database = self.installation.runtime.database
        async with database.tenant(self.place.workspace_id) as session:
            return await connections.add(session, editor, CARDS[vendor], typed)

    async def forget(self) -> None:
        """What was remembered for seconds is read anew."""
        sheets: Any = self.installation.worker.engine.services.fact_sheets
        sheets._known.clear()

    async def rule(self, *, facts: str = "The planner works on phones.", **rules: Any) -> None:
        """Change how models are used, and the fact sheet."""
        async with self.installation.runtime.database.system() as session:
            await session.execute(
                update(Workspace)
                .where(Workspace.id == self.place.workspace_id)
                .values(settings={"models": rules, "facts": facts})
            )

    async def submit(self, **changes: str) -> str:
        fields: dict[str, Any] = {**LEAD, **changes}
        return await self.installation.submit(self.place, **fields)

    async def calls(self) -> list[ModelCall]:
        rows: list[ModelCall] = await self._rows(ModelCall, ModelCall.created_at, ModelCall.id)
        return rows

    async def replies(self) -> list[Message]:
        rows: list[Message] = await self._rows(Message, Message.id)
        return [row for row in rows if row.kind == "reply"]

    async def connection(self) -> Connection:
        (one,) = await self._rows(Connection, Connection.created_at)
        found: Connection = one
        return found

    async def steps(self, submission: str) -> dict[str, str]:
        """What stands at each step."""
        async with self.installation.runtime.database.read(self.place.workspace_id) as session:
            query = select(runs.Run).where(
                runs.Run.workspace_id == self.place.workspace_id,
                runs.Run.submission_id == submission,
            )
            run = (await session.execute(query)).scalar_one()
        return {step["name"]: step["detail"] for step in run.steps}

    async def alerts(self) -> list[str]:
        async with self.installation.runtime.database.read(self.place.workspace_id) as session:
            rows = await session.execute(
                text("select title from notification where kind = 'alert' order by created_at")
            )
            return [row.title for row in rows]

    async def _rows(self, table: Any, *order: Any) -> Any:
        async with self.installation.runtime.database.read(self.place.workspace_id) as session:
            query = select(table).where(table.workspace_id == self.place.workspace_id)
            return list((await session.execute(query.order_by(*order))).scalars())


@asynccontextmanager
async def env_with_models(
    urls: DatabaseUrls, folder: Path, speaks: str = "openai_compatible"
) -> AsyncIterator[ModelEnv]:
    """An installation whose server speaks one vendor's protocol; its library is loaded already."""
    made: list[ModelEnv] = []

    def says(_: Asked) -> Content:
        return made[0].says

    async with FakeVendor(SPEECHES[speaks].dialect(says)) as server:
        resolve("leadwright.integrations.structured.openai:make")
        async with open_installation(urls, folder, allow_private=(server.place,)) as installation:
            made.append(ModelEnv(installation, await installation.workplace(), server, GOOD))
            yield made[0]
            await installation.worker.models.close()
