"""From a post to a lead's fields: names in nine languages, wraps of every kind, and no guesses."""

from typing import Any

import pytest

from leadwright.domain.errors import Invalid
from leadwright.features.capture import fields, shapes, words
from leadwright.web.bodies import read_kept

FORM = "application/x-www-form-urlencoded"


def read(body: dict[str, Any]) -> dict[str, Any]:
    """What was understood, without what is empty."""
    form, source = fields.read_form(body)
    known = {name: value for name, value in form.model_dump().items() if value}
    return {**known, "source": source} if source else known


@pytest.mark.parametrize(
    ("label", "field"),
    [
        ("E-mail", "email"), ("Work email", "email"), ("E-Mail-Adresse", "email"),
        ("Adresse e-mail", "email"), ("Correo electrónico", "email"), ("Indirizzo e-mail", "email"),
        ("Endereço de e-mail", "email"), ("E-mailadres", "email"), ("Adres e-mail", "email"),
        ("メールアドレス", "email"), ("メールアドレス（必須）", "email"), ("Email (required)", "email"),
        ("What's the best e-mail address to reach you at?", "email"),
        ("Wie lautet Ihre E-Mail-Adresse?", "email"), ("¿Cuál es su correo electrónico?", "email"),
    ],
)  # fmt: skip
def test_an_email_field_is_known_in_nine_languages(label: str, field: str) -> None:
    assert read({label: "ana@lima.example"})[field] == "ana@lima.example"


@pytest.mark.parametrize(
    ("label", "field", "value"),
    [
        ("Full name", "name", "Ana Lima"), ("Vor- und Nachname", "name", "Ana Lima"),
        ("Nom complet", "name", "Ana Lima"), ("Nombre y apellidos", "name", "Ana Lima"),
        ("Nome e cognome", "name", "Ana Lima"), ("Nome completo", "name", "Ana Lima"),
        ("Volledige naam", "name", "Ana Lima"), ("Imię i nazwisko", "name", "Ana Lima"),
        ("お名前", "name", "リマ アナ"), ("What is your name?", "name", "Ana Lima"),
        ("Telefonnummer", "phone", "+49 30 1234567"), ("Numéro de téléphone", "phone", "01 23 45 67 89"),
        ("Numer telefonu", "phone", "+48 22 123 45 67"), ("電話番号", "phone", "03-1234-5678"),
        ("Unternehmen", "company", "Lima"), ("Nom de l'entreprise", "company", "Lima"),
        ("Ragione sociale", "company", "Lima"), ("Nazwa firmy", "company", "Lima"),
        ("会社名", "company", "リマ"), ("Which company do you work for?", "company", "Lima"),
        ("Nachricht", "message", "Hallo"), ("Treść wiadomości", "message", "Witam"),
        ("お問い合わせ内容", "message", "はじめまして"), ("How can we help you?", "message", "A demo"),
        ("Hoe kunnen wij u helpen?", "message", "Een demo"),
    ],
)  # fmt: skip
def test_the_other_fields_are_known_too(label: str, field: str, value: str) -> None:
    assert read({"email": "ana@lima.example", label: value})[field] == value


@pytest.mark.parametrize(
    ("label", "value"),
    [
        ("Can we email you?", "Yes"), ("Company size", "11-50"), ("Email marketing consent", "on"),
        ("Who referred you?", "bob@friend.example"), ("What is your phone?", "an old one"),
        ("Is this your company?", "yes"), ("Your website", "https://lima.example"),
    ],
)  # fmt: skip
def test_a_question_that_only_sounds_like_one_is_kept_and_not_believed(
    label: str, value: str
) -> None:
    found = read({"email": "ana@lima.example", label: value})
    assert found == {"email": "ana@lima.example", "extra": {label: value}}


@pytest.mark.parametrize(
    ("parts", "name"),
    [
        ({"Vorname": "Ana", "Name": "Lima"}, "Ana Lima"),
        ({"Nombre": "Ana", "Apellidos": "Lima Sosa"}, "Ana Lima Sosa"),
        ({"First name": "Ana", "Last name": "Lima"}, "Ana Lima"),
        ({"First name": "Ana", "Full name": "Ana Lima"}, "Ana Lima"),
        ({"Voornaam": "Ana"}, "Ana"),
        ({"name": {"first": "Ana", "last": "Lima"}}, "Ana Lima"),
        ({"name": {"value": "Ana Lima"}}, "Ana Lima"),
        ({"name": ["Ana Lima"]}, "Ana Lima"),
    ],
)
def test_a_name_in_parts_becomes_one(parts: dict[str, Any], name: str) -> None:
    assert read({"email": "ana@lima.example", **parts})["name"] == name


def test_a_flat_post_is_taken_as_it_is_whatever_hangs_on_it() -> None:
    body = {
        "email": "ana@lima.example",
        "meta": {"name": "Contact form", "email": "owner@site.example"},
        "variables": [{"key": "name", "type": "text", "text": "typeform"}],
    }
    assert shapes.opened(body) is body
    assert read(body)["email"] == "ana@lima.example"
    assert "name" not in read(body)


def test_the_name_of_a_wrap_is_nobodys_name() -> None:
    body = {"name": "Contact Us", "data": {"email": "ana@lima.example", "message": "Hello"}}
    assert read(body) == {
        "email": "ana@lima.example",
        "message": "Hello",
        "extra": {"around: name": "Contact Us"},
    }


def test_the_part_with_the_most_known_fields_is_the_answers() -> None:
    body = {
        "owner": {"email": "owner@site.example"},
        "contact": {"email": "ana@lima.example", "name": "Ana Lima", "phone": "+351 21 123 4567"},
    }
    assert read(body)["email"] == "ana@lima.example"
    assert read(body)["extra"] == {"owner": {"email": "owner@site.example"}}


def test_questions_with_answers_are_read_by_their_titles() -> None:
    body = {
        "data": {
            "fields": [
                {"key": "q1", "label": "Your name", "type": "INPUT_TEXT", "value": "Ana Lima"},
                {"key": "q2", "label": "Where do we write to?", "type": "INPUT_EMAIL",
                 "value": "ana@lima.example"},
                {"key": "q3", "label": "Seats", "type": "INPUT_NUMBER", "value": 25},
                {"key": "q4", "label": "Notes", "type": "TEXTAREA", "value": None},
            ]
        }
    }  # fmt: skip
    found = read(body)
    assert (found["name"], found["email"]) == ("Ana Lima", "ana@lima.example")
    assert found["extra"] == {"Seats": 25}


def test_answers_with_lists_of_values_are_read() -> None:
    body = {
        "field_data": [
            {"name": "email", "values": ["ana@lima.example"]},
            {"name": "full_name", "values": ["Ana Lima"]},
        ],
        "ad_id": "123",
    }
    assert read(body) == {
        "email": "ana@lima.example",
        "name": "Ana Lima",
        "extra": {"ad_id": "123"},
    }


def test_php_names_become_objects_and_what_is_no_php_name_stays() -> None:
    raw = (
        b"fields%5Bmail%5D%5Btype%5D=email&fields%5Bmail%5D%5Bvalue%5D=ana%40lima.example"
        b"&topics%5B%5D=a&topics%5B%5D=b&odd%5B=1&fields=2"
    )
    body = read_kept(raw, FORM).fields
    assert body["fields"] == {"mail": {"type": "email", "value": "ana@lima.example"}}
    assert (body["topics"], body["odd["], body["fields[]"]) == (["a", "b"], "1", "2")
    assert read(body)["email"] == "ana@lima.example"


def test_fields_in_each_others_way_are_all_kept() -> None:
    body = read_kept(b"a=1&a%5Bb%5D=2&a%5Bb%5D%5Bc%5D=3&email=ana%40lima.example", FORM).fields
    assert body == {"a": "1", "a[b]": "2", "a[b][c]": "3", "email": "ana@lima.example"}


def test_one_record_in_a_list_is_that_record() -> None:
    assert read_kept(b'[{"email": "ana@lima.example"}]', "application/json").fields == {
        "email": "ana@lima.example"
    }
    with pytest.raises(Invalid):
        read_kept(b"[[1]]", "application/json")


def test_two_addresses_under_one_name_are_no_address() -> None:
    assert read({"email": ["a@a.example", "b@b.example"]}) == {
        "extra": {"email": ["a@a.example", "b@b.example"]}
    }


def test_a_hostile_nest_is_given_up_and_costs_little() -> None:
    deep: Any = {"email": "ana@lima.example"}
    for _ in range(30):
        deep = {"x": deep, "list": [{"value": deep}]}
        if len(str(deep)) > 100_000:
            break
    with pytest.raises(Invalid):
        read({"a": deep})


def test_every_alias_says_one_thing_only() -> None:
    folded = [words.plain(w) for text in words.ALIASES.values() for w in text.split()]
    twice = {w for w in folded if folded.count(w) > 1}
    assert {
        w for w in twice if len({f for f, t in words.ALIASES.items() if w in t.split()}) > 1
    } == set()
