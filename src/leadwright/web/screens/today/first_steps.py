"""What a new workspace has still to do, on its first screen until all is done or it is put away. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Step:
    """One thing to do once, and where."""

    name: str
    note: str
    href: str
    is_done: bool


@dataclass(frozen=True)
class SetupProgress:
    """What the workspace has so far."""

    has_leads: bool
    mail_leaves: bool
    has_facts: bool
    has_own_score: bool
    has_colleagues: bool


def first_steps(known: SetupProgress, url: str) -> tuple[Step, ...]:
    """All of them, the done ones too; none once nothing is left to do."""
    steps = (
        Step(
            "Connect your site",
            "a form, a website builder, or a spreadsheet",
            f"{url}/settings/connect",
            known.has_leads,
        ),
        Step(
            "Let replies leave",
            "until then they stay in the outbox",
            f"{url}/settings/connections",
            known.mail_leaves,
        ),
        Step(
            "Write the fact sheet",
            "replies claim only what stands there",
            f"{url}/settings/facts",
            known.has_facts,
        ),
        Step(
            "Say what a good lead is",
            "five minutes to scores of your own",
            f"{url}/scoring/setup",
            known.has_own_score,
        ),
        Step(
            "Ask colleagues in",
            "leads are shared among members",
            f"{url}/settings/members",
            known.has_colleagues,
        ),
    )
    return () if all(step.is_done for step in steps) else steps
