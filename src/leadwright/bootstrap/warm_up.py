"""A worker warms up: one made-up lead a language goes through everything that loads at first use.

Models, word lists and templates take a second or two the first time. That second belongs to the
start of a worker and not to the first person who writes.
"""

from dataclasses import dataclass, replace

from leadwright.bootstrap.database import data_folder
from leadwright.bootstrap.embedding import load_embedder, models_folder
from leadwright.domain.ids import SubmissionId, WorkspaceId, new_id
from leadwright.domain.lead import FormValues, LeadSnapshot
from leadwright.features.enrichment import actions as enrichment
from leadwright.features.replies.composing.filling import compose
from leadwright.features.understanding import actions as understanding
from leadwright.features.understanding.heads import load_heads
from leadwright.kernel import clock, languages
from leadwright.kernel.settings import Settings
from leadwright.ports.directory import Company, Services

_LETTERS = (
    "Could you show us a demo for our 35 technicians before the end of March? Our budget is 9,000.",
    "Könnten Sie uns ein Angebot für 35 Techniker bis Ende März machen? Das Budget ist 9.000 Euro.",
    "Pourriez-vous nous faire un devis pour 35 techniciens avant fin mars ? Budget 9 000 euros.",
    "¿Podrían enviarnos un presupuesto para 35 técnicos antes de finales de marzo? Gracias.",
)


def load_models(settings: Settings) -> None:
    """The large models, while the database is still starting."""
    folder = data_folder(settings)
    load_embedder(folder)
    load_heads()
    languages.OF_ALL.load(models_folder(folder))


@dataclass(frozen=True)
class _OneSheet:
    """The fact sheet of a workspace that is in no database."""

    company: Company

    async def read(self, workspace_id: WorkspaceId) -> Company:
        del workspace_id
        return self.company


async def warm_up(services: Services) -> None:
    """Run the steps that ask nobody and write nothing."""
    workspace_id = WorkspaceId(new_id())
    company = Company(workspace_id, "Example", "Ann Example", None, None, ())
    services = replace(services, fact_sheets=_OneSheet(company))
    for letter in _LETTERS:
        lead = LeadSnapshot(
            workspace_id=workspace_id,
            submission_id=SubmissionId(new_id()),
            received_at=clock.now(),
            source="warm-up",
            form=FormValues(
                name="Ben Example",
                email="ben@mail.example.com",
                phone="+49 30 901820",
                company="Example GmbH",
                message=letter,
            ),
        )
        lead = lead.with_facts(*await enrichment.look_up(lead, services))
        read = await understanding.read_without_help(lead, services)
        compose(lead.model_copy(update={"reading": read.reading}), company)
