"""Names that a model's reply may not bring: firms, products and standards that nobody told it of."""

import pytest
from tests.unit.replies.leads import TIDEWATER

from leadwright.features.replies.composing import samples
from leadwright.features.replies.composing.filling import compose
from leadwright.features.replies.composing.templates import LANGUAGES, load
from leadwright.features.replies.validation import claims, unknown_names
from leadwright.features.replies.validation.problems import ProblemKind

LEAD = samples.talkative("product_question", "en", TIDEWATER)
GROUND = claims.ground(LEAD, TIDEWATER)


def names(text: str, language: str = "en", subject: str = "Your question") -> list[str]:
    problems = [*unknown_names.found(text, subject, GROUND, TIDEWATER.products, language)]
    assert {problem.kind for problem in problems} <= {ProblemKind.NAME}
    return [problem.detail for problem in problems]


@pytest.mark.parametrize(
    ("language", "text", "strange"),
    [
        ("en", "Thank you. It works with Salesforce and HubSpot.", ["HubSpot", "Salesforce"]),
        ("en", "Thank you. It is better than AcmePlan.", ["AcmePlan"]),
        ("en", "Siemens and BMW use it every day.", ["BMW"]),
        ("en", "Thank you. Siemens has chosen us.", ["Siemens"]),
        ("en", "Hello,\n\nHafenwerk trusts us with all its cranes.", ["Hafenwerk"]),
        ("en", "Hafenwerk North has been working with us for long.", ["North", "Hafenwerk North"]),
        ("de", "Gern. Hafenwerk vertraut uns.", ["Hafenwerk"]),
        ("de", "Siemens hat sich auch für uns entschieden.", ["Siemens"]),
        ("fr", "Merci. Renault nous a choisis.", ["Renault"]),
        ("es", "Gracias. Iberdrola confía en nosotros.", ["Iberdrola"]),
        ("it", "Grazie. Barilla si affida a noi.", ["Barilla"]),
        ("pt", "Obrigada. Galp trabalha connosco.", ["Galp"]),
        ("nl", "Dank u. Hafenwerk heeft voor ons gekozen.", ["Hafenwerk"]),
        ("pl", "Dziękuję. Orlen zaufał nam.", ["Orlen"]),
        ("en", "We are GDPR compliant.", ["GDPR"]),
        ("fr", "Merci. Il fonctionne avec Salesforce chez Renault.", ["Salesforce", "Renault"]),
        ("de", "Gern. Der Planer läuft auch mit HubSpot.", ["HubSpot"]),
        ("pl", "Dziękuję. Planer działa u Orlenu.", ["Orlenu"]),
        ("ja", "弊社の製品はSalesforceと連携します。", ["Salesforce"]),
    ],
)
def test_a_name_that_nobody_told_is_found(language: str, text: str, strange: list[str]) -> None:
    assert names(text, language) == strange


def test_a_name_may_not_hide_in_the_subject() -> None:
    assert names("Thank you for asking.", subject="Your SAP and HubSpot question") == ["HubSpot"]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Hi Marta, Thanks. I'd be glad to help Nordwerk: what would your team need?"),
        (
            "en",
            "Hello,\n\nThank you.\n- Works offline\n- Connects to SAP, Odoo and Microsoft Dynamics",
        ),
        ("en", "We could talk on Tuesday or in March. A PDF may help, if you like."),
        (
            "de",
            "Gern zeigen wir Ihnen, wie das Werkzeug Ihrem Team in Hamburg die Arbeit erleichtert.",
        ),
        ("it", "Gentile Marta, Le scrivo per la Sua domanda."),
        ("pl", "Dzień dobry, dziękuję za Państwa pytanie o Tidewatera."),
        ("es", "Hola: ¿Qué día le viene bien a Usted?"),
        ("en", "You have chosen us, thank you. Tidewater Systems works with your tools."),
        ("en", "Perhaps tell us more. Nordwerk has asked us for a demo. Describe our task."),
        ("de", "Sie haben uns gewählt. Vielleicht hat uns jemand empfohlen, das freut mich."),
        ("fr", "Vous nous avez choisis, merci. Cela nous a fait plaisir."),
        ("nl", "Fijn dat u voor ons kiest. U werkt straks met ons samen."),
        ("pl", "Cieszymy się. Kto Państwu nas polecił?"),
    ],
)
def test_what_was_told_and_what_grammar_writes_large_may_stand(language: str, text: str) -> None:
    assert names(text, language) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_letter_of_our_own_names_a_stranger(language: str) -> None:
    for template in load(language).templates:
        for sample in (samples.talkative, samples.terse):
            lead = sample(template, language, TIDEWATER)
            letter = compose(lead, TIDEWATER, (), None)
            body = letter.text.partition("\n-- \n")[0]
            ground = claims.ground(lead, TIDEWATER)
            assert [
                *unknown_names.found(body, letter.subject, ground, TIDEWATER.products, language)
            ] == []
