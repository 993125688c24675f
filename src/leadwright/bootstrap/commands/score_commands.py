"""What `leadwright score` does: a lead's score explained, scorecards as files."""

import sys
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from leadwright.bootstrap.cli import place_named
from leadwright.bootstrap.common import Runtime
from leadwright.domain.errors import Invalid, NotFound
from leadwright.domain.ids import LeadId, WorkspaceId
from leadwright.features.leads import custom_fields, known
from leadwright.features.prediction import drifting
from leadwright.features.prediction.predicting import predicted_json
from leadwright.features.scoring import due, queries, replays
from leadwright.features.scoring.cards import card_files, drafting, stored, strange_names
from leadwright.features.scoring.cards.drafting import Change
from leadwright.features.scoring.in_force import in_force
from leadwright.features.scoring.ledger import ledger_json
from leadwright.features.scoring.lines import lead_line
from leadwright.features.scoring.queries import mode_json
from leadwright.features.workspaces import queries as workspaces
from leadwright.pipeline.scoring import model_watch, replay_start, scores
from leadwright.pipeline.scoring import replay as replaying

_AT_ONCE = 500
_BY_SHELL = Change(None, "Imported in the shell")
_UNKNOWN = "Nothing was kept. Mend it, import it without --publish, or say --unknown."


@dataclass(frozen=True)
class CardToImport:
    """What is to be done with a card from a file.

    `replace` a draft that says something else; `unknown`: publish it though it asks for what nobody here has.
    """

    publish: bool = False
    replace: bool = False
    unknown: bool = False


async def explain(
    runtime: Runtime, lead_id: str, workspace: str | None, card: str | None
) -> dict[str, Any]:
    """The ledger as of now, and the chosen model's word. Without a workspace all are asked for the lead."""
    wanted = LeadId(_uuid(lead_id))
    for place in await _places(runtime, workspace):
        async with runtime.database.read(place) as session:
            told = await known.one(session, wanted)
            explained, word = None, None
            if told is not None:
                explained, word = await scores.explained(session, told, card)
            if explained is not None:
                mode = {"mode": mode_json(explained, word)}
                return ledger_json(explained.ledger) | predicted_json(word) | mode
            if told is not None:
                named = f"the scorecard {card!r}" if card else "any scorecard"
                raise NotFound(f"The lead {lead_id} has no score by {named}.")
    where = f"in {workspace!r}" if workspace else "in any workspace"
    raise NotFound(f"There is no lead {lead_id} {where}.")


async def export(runtime: Runtime, workspace: str, card: str | None, version: int | None) -> str:
    """A scorecard as YAML: the primary as it is in force, unless another or a version is named."""
    async with runtime.database.read(await place_named(runtime, workspace)) as session:
        there = await stored.listed(session, archived=True)
        info = there[0] if card is None else await stored.info(session, card)
        if version is None:
            return card_files.card_yaml(info.card)
        return card_files.card_yaml(await stored.version(session, info.name, version))


async def import_(
    runtime: Runtime, workspace: str, raw: bytes, how: CardToImport
) -> dict[str, Any]:
    """The file as the draft of the scorecard it names, a new one if need be; published on request.

    What it asks for and nobody here has is told with the draft, and keeps it from being published.
    """
    card = card_files.read_yaml(card_files.decoded(raw))
    async with runtime.database.tenant(await place_named(runtime, workspace)) as session:
        strange = strange_names.strange_names(card, await custom_fields.names(session))
        if how.publish and not how.unknown:
            strange_names.refuse(strange, _UNKNOWN)
        number = await drafting.take_in(session, card, _BY_SHELL, replace=how.replace)
        if how.publish:
            await drafting.publish(session, card.name, _BY_SHELL, seen=number)
    told = [asdict(strange_names.problem(one)) for one in strange]
    state = "published" if how.publish else "draft"
    return {"scorecard": card.name, "version": number, "state": state, "warnings": told}


async def replay(runtime: Runtime, workspace: str, raw: bytes) -> dict[str, Any]:
    """The file's card against the one in force, gone through here and now."""
    card = card_files.read_yaml(card_files.decoded(raw))
    place = await place_named(runtime, workspace)
    async with runtime.database.tenant(place) as session:
        replay_id = await replay_start.begin(session, card, None, None)
    await replaying.run(runtime.database, place, replay_id)
    async with runtime.database.read(place) as session:
        return replays.told(await replays.one(session, replay_id))


async def print_leads(runtime: Runtime, workspace: str) -> None:
    """Every lead with what the cards in force ask of it, in the order of ids, one a line."""
    place, after = await place_named(runtime, workspace), None
    is_more = True
    while is_more:
        async with runtime.database.read(place) as session:
            ids = await due.next_leads(session, after, limit=_AT_ONCE)
            events = await queries.occurrences_of(session, ids, (await in_force(session)).events)
            for one in await known.of(session, ids):
                sys.stdout.write(f"{lead_line(one, events[one.lead_id])}\n")
        is_more, after = len(ids) == _AT_ONCE, ids[-1] if ids else None


async def drift(runtime: Runtime, workspace: str) -> dict[str, Any]:
    """The versions at work looked at here and now, as the night's job would; with earlier days."""
    async with runtime.database.tenant(await place_named(runtime, workspace)) as session:
        items = []
        for one in await drifting.at_work(session):
            await model_watch.look(session, one.id)
            items.append(drifting.told(one, await drifting.days(session, one.id)))
    return {"items": items}


def drift_in_words(told: dict[str, Any]) -> str:
    """The same for people."""
    lines = [] if told["items"] else ["No version is chosen: nothing is predicted, nothing drifts."]
    for one in told["items"]:
        name = f"Version {one['version']}"
        if not one["has_reference"]:
            lines.append(f"{name} keeps nothing to compare with: train a new version.")
        elif not one["figures"]:
            lines.append(f"{name}: {one['leads']} leads, {one['minimum']} are needed.")
        else:
            lines.append(f"{name}, {one['leads']} leads: PSI")
            lines += [f"{row['psi']:8.3f}  {row['word']:8} {row['name']}" for row in one["figures"]]
    return "\n".join(lines)


def ledger_in_words(ledger: dict[str, Any]) -> str:
    """A score's ledger for people: the total, then an entry a line."""
    lines = [f"{ledger['total']}, grade {ledger['grade']}, as of {ledger['as_of']}"]
    if ledger["model"] is not None:
        told = f"{ledger['probability']:.1%} {ledger['model']['target']} within 90 days"
        lines.append(f"{told}, says model version {ledger['model']['version']}")
    for entry in ledger["entries"]:
        part = entry["part"] or "total"
        lines.append(f"{entry['in_total']:>+9.4f}  {part:<11}{entry['label']}")
    return "\n".join(lines)


def replay_in_words(told: dict[str, Any]) -> str:
    """A replay's counts for people, and where it stays."""
    counts = [f"{name:10} {told[name]}" for name in ("scored", "risen", "fallen", "unchanged")]
    return "\n".join([*counts, f"It stays under Scoring, Replays: {told['id']}"])


async def _places(runtime: Runtime, workspace: str | None) -> list[WorkspaceId]:
    if workspace is not None:
        return [await place_named(runtime, workspace)]
    async with runtime.database.system() as session:
        found = await workspaces.real_workspaces(session), await workspaces.full_demos(session)
        return [WorkspaceId(one.id) for some in found for one in some]


def _uuid(given: str) -> UUID:
    try:
        return UUID(given)
    except ValueError as error:
        raise Invalid(
            f"{given!r} is no lead's id; it stands in the address of the lead's page."
        ) from error
