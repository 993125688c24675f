"""Wordings that the ninth blind set taught: each was missed, or read where nothing was said."""

from datetime import date

import pytest

from leadwright.domain.reading import Intent, Matter, Urgency
from leadwright.features.understanding.delicate import is_delicate
from leadwright.features.understanding.entities.budget import find_budget
from leadwright.features.understanding.entities.competitors import find_competitors
from leadwright.features.understanding.entities.headcount import find_team_size
from leadwright.features.understanding.entities.phone import find_phone, regions
from leadwright.features.understanding.entities.timeline import find_timeline
from leadwright.features.understanding.heads import Heads
from leadwright.features.understanding.reader import MessageIn, read_message
from leadwright.features.understanding.rules import asks_price, urgency
from leadwright.ports.embedder import Embedder

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("text", "language", "size"),
    [
        ("siamo in 6 in officina, si puo provare?", "it", 6),
        ("przychodnia 25 osob, prosze o oferte", "pl", 25),
        ("jest nas szesnascie w biurze", "pl", 16),
        ("nous sommes une equipe de 12 salaries", "fr", 12),
        ("Somos três funcionários.", "pt", 3),
        ("Funciona no telemóvel dos motoristas?", "pt", None),
        ("Somos dos conductores.", "es", 2),
        ("Once employees are added, who sees them?", "en", None),
        ("Siamo in 3 sedi.", "it", None),
        ("Bedzie nas trzy osoby, chcemy zobaczyc linie.", "pl", None),
        ("Je forme 300 coiffeuses par an.", "fr", None),
    ],
)
def test_people_are_counted_without_marks_and_in_the_language_of_the_message(
    text: str, language: str, size: int | None
) -> None:
    assert find_team_size(text, language) == size


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("jest taniej przy umowie na 2 lata?", None),
        ("Remont musi byc gotowy do lata.", "do lata"),
        ("Zamowienie musi byc gotowe do konca marca.", "do konca marca"),
        ("Só para saber se cabe no orçamento do ano que vem.", None),
        ("Ma mère nous a quittés début novembre, merci de clore son contrat.", None),
    ],
)
def test_what_is_past_or_a_budget_s_year_is_no_deadline(text: str, words: str | None) -> None:
    found = find_timeline(text, TODAY)
    assert (found and found.verbatim) == words


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("O meu contribuinte 214 555 908, podem explicar a fatura?", "pt"),
        ("Codice fiscale 347 118 2390.", "it"),
        ("PESEL 601 774 320", "pl"),
    ],
)
def test_numbers_of_taxpayers_are_no_telephones(text: str, language: str) -> None:
    assert find_phone(None, text, regions(None, language, text)) is None


def test_money_in_a_public_budget_is_the_sender_s() -> None:
    money = find_budget("Im Haushalt sind 55.000 € eingestellt.")
    assert money is not None
    assert (money.amount, money.currency) == (55_000, "EUR")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("We're three weeks into a trial of Clivara and not loving it.", ("Clivara",)),
        ("Pagamos hoje uns R$ 4.000 por mês na Treinex, quero comparar.", ("Treinex",)),
        ("Paghiamo alla Posta i bolli.", ()),
    ],
)
def test_who_is_tried_or_paid_is_a_competitor(text: str, names: tuple[str, ...]) -> None:
    assert find_competitors(text) == names


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Graag NU iemand bellen.", Urgency.NOW),
        ("Devo mandare le buste paga entro stasera!", Urgency.NOW),
        ("Żądam natychmiastowej naprawy.", Urgency.NOW),
        ("quero fechar o plano anual hoje", Urgency.NOW),
        ("Today we want to grow, what does it cost?", Urgency.NORMAL),
        ("Termin mam do srody.", Urgency.SOON),
        ("Preciso de resposta até quarta-feira.", Urgency.SOON),
        ("金曜日までにお願いします。", Urgency.SOON),
        ("Guten Morgen, was kostet das?", Urgency.NORMAL),
        ("What does it cost? Hope to hear from you soon!", Urgency.NORMAL),
        ("Quanto costa? A presto, Anna", Urgency.NORMAL),
    ],
)
def test_hurry_is_read_in_each_language_and_courtesy_is_none(text: str, expected: Urgency) -> None:
    assert urgency(text) is expected


@pytest.mark.parametrize(
    ("ill", "business"),
    [
        ("Fui diagnosticada com cancro há duas semanas.", "Fazemos apps para doentes com cancro."),
        ("Mijn vrouw heeft kanker.", "Onze kankerpatiënten boeken online."),
        ("Mam raka i rezygnuję.", "Sprzęt dla poradni onkologicznej."),
        ("Bei mir wurde ein Hirntumor festgestellt.", "Unsere Onkologie sucht eine Software."),
        ("Mio padre ha avuto un ictus.", "Un software per la diagnosi dell'ictus."),
        ("私は癌と診断されました。", "がん検診の予約システムを探しています。"),
        ("Ma mère, décédée en août, était cliente.", "Nous déclarons les décès pour les familles."),
    ],
)
def test_to_the_gravely_ill_and_bereaved_no_machine_answers(ill: str, business: str) -> None:
    assert is_delicate(ill)
    assert not is_delicate(business)


def test_who_asks_what_it_costs_is_no_seller() -> None:
    assert asks_price("Ile kosztuje wymiana rozrządu?")
    assert not asks_price("How much do you charge for a guest post with a dofollow link?")


@pytest.mark.parametrize(
    "message",
    [
        (
            "Bonjour, je vous informe que ma mère, Mme Odile Carpentier, cliente chez vous, nous a quittés"
            " début novembre. Merci de clore son contrat d'entretien de chaudière et de nous dire quels"
            " papiers fournir."
        ),
        (
            "Consider this formal notice. If you do not stop using our trademark within seven days we will"
            " commence legal proceedings."
        ),
    ],
)
def test_who_writes_of_a_grave_matter_buys_nothing(
    message: str, embedder: Embedder, heads: Heads
) -> None:
    reading = read_message(MessageIn(message=message), embedder, heads, TODAY)
    assert reading.matter is Matter.GRAVE
    assert reading.intent in {Intent.SUPPORT_QUESTION, Intent.GENERAL_INQUIRY, Intent.SPAM}


def test_the_hurry_of_a_seller_is_not_a_lead_s(embedder: Embedder, heads: Heads) -> None:
    offer = "Wir bringen Ihre Website auf Platz 1 bei Google. Angebot nur diese Woche, rufen Sie sofort an!"
    reading = read_message(MessageIn(message=offer), embedder, heads, TODAY)
    assert (reading.intent, reading.urgency) == (Intent.SOLICITATION, Urgency.NORMAL)
