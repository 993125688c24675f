"""The words that won a test become the workspace's own template."""

from typing import Any
from uuid import UUID

from sqlalchemy import column, select, table

from leadwright.domain.ids import PersonId
from leadwright.domain.industry import Industry
from leadwright.features.replies.composing import choice, notation, own_templates
from leadwright.features.replies.composing.own_templates import Place
from leadwright.features.replies.composing.templates import LANGUAGES, load
from leadwright.kernel.db.session import TenantSession
from leadwright.ports.directory import Trial

# Of another feature, and so by their names only.
_TEST = table(
    "experiment", *map(column, ("workspace_id", "id", "template", "language", "industry"))
)
_WORDING = table(
    "experiment_variant",
    *map(column, ("workspace_id", "experiment_id", "key", "shipped", "subject", "body")),
)


async def take_over(
    session: TenantSession, experiment_id: UUID, winner: str, by: PersonId | None
) -> None:
    """Save the winner's words where the test was held, in each of its languages.

    Words as shipped are saved nowhere: the shipped template goes on, or stands again.
    """
    won = await _won(session, experiment_id, winner)
    if won is None:
        return
    trial = Trial(experiment_id, winner, won.shipped, won.subject, won.body)
    for code in (won.language,) if won.language else LANGUAGES:
        place = Place(won.template, code, Industry(won.industry))
        if trial.shipped is None and trial.subject is None and trial.body is None:
            await own_templates.reset(session, place)
        else:
            await _save(session, place, text_of(place, trial), by)


async def _save(
    session: TenantSession, place: Place, text: tuple[str, str], by: PersonId | None
) -> None:
    """A text that stands there already is not saved again as a new version."""
    for kept in await own_templates.in_use(session):
        at = (kept.template, kept.language, kept.industry)
        if at == (place.template, place.language, place.industry) and text == (
            kept.subject,
            kept.body,
        ):
            return
    await own_templates.save(session, place, *text, by)


def text_of(place: Place, trial: Trial) -> tuple[str, str]:
    """Subject and body of a wording under test, as the template's editor shows them.

    Shipped wordings that take turns come as their first.
    """
    language = load(place.language)
    first = choice.shipped(language, place.template, place.industry)[0].variant
    letters = {variant.id: variant for variant in language.templates[place.template]}
    base = letters.get(trial.shipped or "", first)
    subject, body = notation.write(base, language.frame.joiner)
    return trial.subject or subject, trial.body or body


async def _won(session: TenantSession, experiment_id: UUID, winner: str) -> Any:
    workspace_id = session.info["workspace_id"]
    found = await session.execute(
        select(
            _TEST.c.template, _TEST.c.language, _TEST.c.industry,
            _WORDING.c.shipped, _WORDING.c.subject, _WORDING.c.body,
        )
        .join(
            _WORDING,
            (_WORDING.c.workspace_id == _TEST.c.workspace_id)
            & (_WORDING.c.experiment_id == _TEST.c.id),
        )
        .where(
            _TEST.c.workspace_id == workspace_id,
            _TEST.c.id == experiment_id,
            _WORDING.c.key == winner,
        )
    )  # fmt: skip
    return found.first()
