"""A claim of us has to stand on the fact sheet, also where its nouns are the lead's own."""

import pytest
from evals.model_replies.measure import house
from tests.unit.replies.leads import lead, reading

from leadwright.bootstrap.embedding import load_embedder
from leadwright.domain.lead import FormValues, Proposal
from leadwright.domain.reading import Intent
from leadwright.features.replies import proposals
from leadwright.features.replies.validation.problems import ProblemKind

HARBOUR = (
    "We look after seven small harbours on the coast and three of them need new cranes before winter."
    " Our people are short of time."
)
HAFEN = (
    "Wir betreuen sieben kleine Häfen an der Küste, drei davon brauchen vor dem Winter neue Kräne."
)


def refused(language: str, message: str, said: str, asks: str) -> list[ProblemKind]:
    asked = lead(
        reading(Intent.GENERAL_INQUIRY, language), FormValues(name="Ann Ost", message=message)
    )
    text = f"{'Hello' if language == 'en' else 'Guten Tag'} Ann Ost,\n\n{said}\n\n{asks}"
    written = Proposal(subject="-", text=text, model="m")
    found = proposals.refusals(written, asked, house("quiet"), load_embedder())
    return [problem.kind for problem in found]


@pytest.mark.parametrize(
    "claim",
    [
        "Your people will be at home in it after two mornings.",
        "Nobody at the harbours has to lift a finger.",
        "The cranes are back in use without anybody noticing.",
    ],
)
def test_what_becomes_of_their_own_people_is_not_promised_without_us_either(claim: str) -> None:
    asks = "Which of the three worries you most?"
    assert refused("en", HARBOUR, claim, asks) == [ProblemKind.UNFOUNDED]
    humble = "What your people think of it would be good to know."
    assert refused("en", HARBOUR, humble, asks) == []


@pytest.mark.parametrize(
    ("language", "message", "claim", "mirrors", "asks"),
    [
        (
            "en",
            HARBOUR,
            "Most harbours of the coast have trusted our people.",
            "You wrote that three of your harbours need new cranes before winter.",
            "Which of the three worries you most?",
        ),
        (
            "de",
            HAFEN,
            "Die meisten Häfen der Küste vertrauen unseren Leuten.",
            "Sie schreiben, dass drei Ihrer Häfen vor dem Winter neue Kräne brauchen.",
            "Welcher der drei macht Ihnen am meisten Sorgen?",
        ),
    ],
)
def test_a_claim_in_the_leads_own_words_is_refused_and_the_mirror_of_them_is_not(
    language: str, message: str, claim: str, mirrors: str, asks: str
) -> None:
    assert refused(language, message, claim, asks) != []
    assert refused(language, message, mirrors, asks) == []
