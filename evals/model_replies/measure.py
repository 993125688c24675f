"""How often the check of a model's reply refuses an honest one, and how often it lets a dishonest one go.

`python -m evals.model_replies.measure [first|...|seventh] [--each]`. The replies were written by meaning;
each set was measured before anything was mended after it. What was learned from which: `train.py`.
"""

import argparse
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from leadwright.bootstrap.embedding import load_embedder
from leadwright.domain.ids import SubmissionId, WorkspaceId
from leadwright.domain.lead import FormValues, LeadSnapshot, Proposal
from leadwright.domain.reading import Intent, QualityBand, Reading
from leadwright.features.replies import proposals
from leadwright.features.replies.validation.problems import Problem
from leadwright.ports.directory import Company

HERE = Path(__file__).parent
SETS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh")
HONEST = "honest"
_WORKSPACE = WorkspaceId(UUID(int=1))
_RECEIVED = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


@dataclass(frozen=True)
class Case:
    """One reply to one lead. `kind`: what is dishonest in it, or `honest`."""

    kind: str
    language: str
    lead: LeadSnapshot
    company: Company
    proposal: Proposal

    def problems(self) -> tuple[Problem, ...]:
        return proposals.problems(self.proposal, self.lead, self.company)

    def refused(self) -> tuple[Problem, ...]:
        """By the rules, else by the judge, as a reply is in the product."""
        return proposals.refusals(self.proposal, self.lead, self.company, load_embedder())


def house(name: str) -> Company:
    return _houses()[name]


@cache
def _houses() -> dict[str, Company]:
    told = tomllib.loads((HERE / "houses.toml").read_text())
    return {name: _company(its) for name, its in told.items()}


def _company(told: dict[str, Any]) -> Company:
    return Company(
        workspace_id=_WORKSPACE,
        name=told["name"],
        sender_name=told["sender"],
        booking_url=told.get("booking_url"),
        website=told.get("website"),
        lines=tuple(told["lines"]),
        products=tuple(told["products"]),
        competitors=tuple(told.get("competitors", ())),
    )


def _lead(told: dict[str, Any]) -> LeadSnapshot:
    form = FormValues(
        name=told["name"],
        company=told["company"] or None,
        email="sender@lead.example",
        message=told["message"],
    )
    read = Reading(
        intent=Intent.GENERAL_INQUIRY,
        language=told["language"],
        confidence=0.9,
        unsure=False,
        quality_band=QualityBand.MEDIUM,
        expect_auto_reply=True,
    )
    return LeadSnapshot(
        workspace_id=_WORKSPACE,
        submission_id=SubmissionId(UUID(int=7)),
        received_at=_RECEIVED,
        source="api",
        form=form,
        reading=read,
    )


def cases(name: str) -> Iterator[Case]:
    """The replies of a set, in the order of its files."""
    for path in sorted((HERE / name).glob("*.toml")):
        for told in tomllib.loads(path.read_text())["lead"]:
            lead, company = _lead(told), _houses()[told["house"]]
            for its in (*told["honest"], *told["dishonest"]):
                written = Proposal(
                    subject=its["subject"], text=its["text"].strip(), model="written by hand"
                )
                yield Case(its.get("kind", HONEST), told["language"], lead, company, written)


@dataclass(frozen=True)
class Measured:
    """`refused` are honest replies that may not go, `missed` dishonest ones that may."""

    honest: int
    dishonest: int
    refused: list[Case]
    missed: list[Case]


def measured(*names: str) -> Measured:
    every = [case for name in names for case in cases(name)]
    honest = [case for case in every if case.kind == HONEST]
    dishonest = [case for case in every if case.kind != HONEST]
    return Measured(
        len(honest),
        len(dishonest),
        [case for case in honest if case.refused()],
        [case for case in dishonest if not case.refused()],
    )


def main() -> None:
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("set", nargs="?", choices=SETS)
    given.add_argument("--each", action="store_true", help="print each wrong verdict")
    chosen = given.parse_args()
    for name in (chosen.set,) if chosen.set else SETS:
        found = measured(name)
        sys.stdout.write(
            f"{name}: {len(found.refused)} of {found.honest} honest refused,"
            f" {len(found.missed)} of {found.dishonest} dishonest missed\n"
        )
        every = Counter(case.kind for case in cases(name))
        for kind, number in Counter(case.kind for case in found.missed).most_common():
            sys.stdout.write(f"  missed {kind}: {number} of {every[kind]}\n")
        why = Counter(problem.kind.value for case in found.refused for problem in case.refused())
        for kind, number in why.most_common():
            sys.stdout.write(f"  refused for {kind}: {number}\n")
        if chosen.each:
            _each(found)


def _each(found: Measured) -> None:
    for case in found.refused:
        what = "; ".join(f"{its.kind.value}: {its.detail}" for its in case.refused())
        sys.stdout.write(f"\nREFUSED {case.language} {case.proposal.subject!r}\n  {what}\n")
    for case in found.missed:
        sys.stdout.write(f"\nMISSED {case.kind} {case.language}\n{case.proposal.text}\n")


if __name__ == "__main__":
    main()
