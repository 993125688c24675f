"""Wordings that the fifth blind set taught: each was missed, or read where nothing was said."""

from datetime import date

import pytest

from leadwright.domain.reading import Urgency
from leadwright.features.understanding.entities.budget import find_budget
from leadwright.features.understanding.entities.competitors import find_competitors
from leadwright.features.understanding.entities.headcount import find_team_size
from leadwright.features.understanding.entities.timeline import find_timeline
from leadwright.features.understanding.rules import urgency

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("Bitte ein Angebot, 8-9k sind dafür freigegeben, ich entscheide.", 8_000, 9_000),
        ("Manejamos entre 15 y 20 mil euros al año.", 15_000, 20_000),
        ("Según su presupuesto P-0917, confirmamos el pedido.", None, None),
    ],
)
def test_sums_that_are_signed_off_count_and_paper_numbers_do_not(
    text: str, low: float | None, high: float | None
) -> None:
    budget = find_budget(text)
    assert (budget and budget.amount_min, budget and budget.amount) == (low, high)


@pytest.mark.parametrize(
    ("text", "words", "first", "last"),
    [
        (
            "Wij willen in het eerste kwartaal over.",
            "in het eerste kwartaal",
            date(2027, 1, 1),
            date(2027, 3, 31),
        ),
        (
            "Vorremmo partire per l'inizio dell'anno nuovo.",
            "per l'inizio dell'anno nuovo",
            date(2027, 1, 1),
            None,
        ),
        ("Od nowego roku chcemy zmienić system.", "Od nowego roku", date(2027, 1, 1), None),
        (
            "Delivery w/c 7 December please.",
            "w/c 7 December",
            date(2026, 12, 7),
            date(2026, 12, 13),
        ),
        (
            "Remise d'une offre, date limite de réception : le 11 décembre.",
            "date limite de réception : le 11 décembre",
            None,
            date(2026, 12, 11),
        ),
    ],
)
def test_deadlines_stand_in_further_words(
    text: str, words: str, first: date | None, last: date | None
) -> None:
    found = find_timeline(text, TODAY, ordered=True)
    assert found is not None
    assert (found.verbatim, found.first, found.last) == (words, first, last)


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("We're a group of six clinics, 140 staff.", 140),
        ("15 guys, 2 office. ballpark??", 15),
        ("Voor onze school (85 docenten) zoeken we een roosterpakket.", 85),
    ],
)
def test_houses_are_no_people_and_lads_are(text: str, size: int) -> None:
    assert find_team_size(text) == size


@pytest.mark.parametrize(
    ("text", "rivals"),
    [
        ("Vous êtes plus ou moins chers que Sellsy ?", ("Sellsy",)),
        ("We are fed up with Samsara and want to see yours.", ("Samsara",)),
        ("Wir sind unzufrieden mit Kontavia.", ("Kontavia",)),
        ("Siamo stufi di Gestiva e cerchiamo altro.", ("Gestiva",)),
        ("Estamos hartos de Facturis.", ("Facturis",)),
        ("A gente usa o Bling hj e tá dando dor de cabeça.", ("Bling",)),
        ("Wij zijn ontevreden over Planora.", ("Planora",)),
        ("Jesteśmy niezadowoleni z Planora.", ("Planora",)),
        ("freeeとの比較もしたいです。", ("freee",)),
        ("Estamos valorando cambiar de TMS.", ()),
    ],
)
def test_who_else_is_in_the_game_is_told_in_many_words(text: str, rivals: tuple[str, ...]) -> None:
    assert find_competitors(text) == rivals


@pytest.mark.parametrize("text", ["Bel mij NU op kantoor.", "Precisamos de alguém AGORA."])
def test_now_is_now(text: str) -> None:
    assert urgency(text) is Urgency.NOW
