"""What of people leaves the house when a language model is asked and redaction is on."""

import pytest

from leadwright.domain.lead import FormValues
from leadwright.features.understanding.redaction import Redaction


def hidden(message: str, name: str = "", email: str = "") -> str:
    form = FormValues(name=name, email=email or None, message=message)
    redaction = Redaction(form, is_on=True)
    text = redaction.hide(message)
    assert redaction.restore(text) == message
    return text


QUOTED = """Please see below, we need an answer.

Best regards,
Annabel Quist
Head of Fleet

From: "Lindqvist, Oskar" <oskar.lindqvist@fleet.example>
To: Marta Nowak <marta@fleet.example>; Team
Cc: Yuki Tanaka
Sent: Monday
> On 12 Nov 2026 at 10:00, Pedro Alvarez <pedro@x.example> wrote:
> > Am 11.11.2026 um 09:12 schrieb Hannelore Schuster:
> > Bring Oskar along, and call Pedro.
"""


def test_quoted_mail_and_its_heads_tell_nobody() -> None:
    sent = hidden(QUOTED, "Anna Quist", "anna@fleet.example")
    for secret in (
        "Annabel Quist Lindqvist Oskar oskar Marta Nowak Yuki Tanaka Pedro Alvarez Hannelore"
        " Schuster @"
    ).split():
        assert secret not in sent, secret
    for kept in ("Head of Fleet", "12 Nov 2026", "11.11.2026", "Monday", "wrote:", "schrieb"):
        assert kept in sent, kept


@pytest.mark.parametrize(
    ("name", "message", "secrets"),
    [
        ("田中 太郎", "株式会社の田中と申します。田中太郎が使います。太郎", "田中 太郎"),
        ("", "営業部の佐藤花子と申します。見積もりをお願いします。", "佐藤花子"),
        ("Bo Li", "Bo here. Li and Bo Li want it.", "Bo Li"),
        ("Mu\u0308ller", "Ich bin Müller, ja, müller.", "Müller müller"),
        ("LEE, ANN", "It is Ann Lee, yours Ann", "Ann Lee"),
        ("Dr. Eva von Hagen", "Eva v. Hagen, Eva von Hagen", "Eva Hagen"),
        ("", "Hola, me llamo Lucía Ferrer Ortiz y busco precio", "Lucía Ferrer Ortiz"),
        ("", "Ich heiße Jörg Baumann. Wir suchen etwas.", "Jörg Baumann"),
        ("", "We need it.\n\nMit freundlichen Grüßen\nKlaus Maria Brand", "Klaus Maria Brand"),
        ("", "Devis svp.\nCordialement,\nÉlodie Marchand", "Élodie Marchand"),
        ("", "Graag een offerte. Met vriendelijke groet, Sanne Visser", "Sanne Visser"),
        ("", "Proszę o ofertę. Pozdrawiam,\nŁukasz Zając", "Łukasz Zając"),
    ],
)
def test_names_are_found_in_every_script_and_manner(name: str, message: str, secrets: str) -> None:
    sent = hidden(message, name)
    for secret in secrets.split():
        assert secret not in sent, sent


def test_the_address_tells_the_name_that_the_form_does_not() -> None:
    sent = hidden("Quist speaking, or Annabel.", "", "annabel.quist@fleet.example")
    assert sent == "PERSON_1 speaking, or PERSON_2."
    assert "support" in hidden("We need support.", "", "acme.support@fleet.example")


@pytest.mark.parametrize(
    "number",
    [
        "+49 151 2345 6789",
        "06\u00a012\u00a034\u00a056\u00a078",
        "06.12.34.56.78",
        "030–1234567",
        "0171-12-34 5678",
        "+44 (0)20 7946 0958",
        "(555) 123-4567",
        "＋81 90 1234 5678",
    ],
)
def test_a_number_to_call_stays_however_it_is_set(number: str) -> None:
    sent = hidden(f"Call {number}, please.")
    assert sent.replace("(PHONE_1", "PHONE_1") == "Call PHONE_1, please."


@pytest.mark.parametrize(
    "words",
    [
        "by 12.11.2026 10:00",
        "on 2026-11-12 at 10",
        "from 12.11.26 to 14.11.26",
        "we want the price, van de week, and will start in May",
        "Thanks for your help",
        "To: improve our sales we need 12 seats",
    ],
)
def test_dates_and_plain_words_are_left_alone(words: str) -> None:
    assert hidden(words, "Jan van de Berg", "jan@berg.example") == words


def test_a_message_of_marks_and_names_takes_no_time() -> None:
    for text in (
        "a.a." * 5_000,
        "Ann " * 5_000,
        "Best,\n" * 3_000,
        "1 " * 9_000,
        "From: x\n" * 2_000,
    ):
        hidden(text, "Ann Lee")
