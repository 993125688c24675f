"""Replies in Dutch, Polish and Japanese, to leads who write as people there do."""

import re
from collections.abc import Iterator

import pytest
from tests.unit.replies.leads import ANSWERED, BARE, OWNER, TIDEWATER, WORKSPACE, lead, reading

from leadwright.domain.lead import FormValues, LeadSnapshot
from leadwright.domain.reading import Budget, Entities, Intent, Urgency
from leadwright.features.replies.composing.filling import Draft, compose, write
from leadwright.features.replies.composing.templates import load
from leadwright.features.replies.validation import claims, dates
from leadwright.features.replies.validation.validator import ProblemKind, check
from leadwright.ports.directory import Company

LEADS = {
    "nl": FormValues(
        name="Sanne de Vries",
        email="s.devries@devries.example",
        phone="+31 20 794 0000",
        company="De Vries Logistiek B.V.",
        message="Wij zoeken Wartwerk Pro voor 35 monteurs, voor eind januari. Werkt het met SAP?",
    ),
    "pl": FormValues(
        name="Katarzyna Nowak",
        email="k.nowak@nowak.example",
        phone="+48 22 123 45 67",
        company="Nowak Transport Sp. z o.o.",
        message="Szukamy Wartwerk Pro dla 35 techników, do końca stycznia. Czy działa z SAP?",
    ),
    "ja": FormValues(
        name="山田　太郎",
        email="yamada@yamada.example",
        phone="03-1234-5678",
        company="株式会社山田製作所",
        message="Wartwerk Proを35名で、来年1月末までに導入したいです。SAPと連携できますか。",
    ),
}
TIMES = {"nl": "voor eind januari", "pl": "do końca stycznia", "ja": "来年1月末まで"}
SHEETS = {
    "nl": (
        "Het teampakket kost 12 euro per monteur per maand, jaarlijks gefactureerd.",
        "De koppeling werkt met SAP, Odoo en Microsoft Dynamics, zonder extra software.",
    ),
    "pl": (
        "Pakiet zespołowy kosztuje 49 zł za technika miesięcznie, przy rozliczeniu rocznym.",
        "Nasze rozwiązanie działa z systemami SAP, Odoo oraz Microsoft Dynamics.",
    ),
    "ja": ("チームプランは月額1,200円です", "在庫データはSAPおよびOdooと連携できます"),
}
CODES = tuple(LEADS)


def rich(code: str, intent: Intent, number: int, *, returning: bool = True) -> LeadSnapshot:
    says = Entities(
        budget=Budget(amount=24_000, currency="EUR"),
        timeline=TIMES[code],
        team_size=35,
        products=("Wartwerk Pro",),
    )
    read = reading(intent, code, says, urgency=Urgency.NOW)
    return lead(read, LEADS[code], number, is_returning=returning, owner=OWNER)


def sheet(code: str) -> Company:
    return Company(
        workspace_id=WORKSPACE,
        name=TIDEWATER.name,
        sender_name=TIDEWATER.sender_name,
        booking_url=TIDEWATER.booking_url,
        website=TIDEWATER.website,
        lines=SHEETS[code],
    )


def every_wording(code: str) -> Iterator[str]:
    for variants in load(code).templates.values():
        for variant in variants:
            for sentence in (variant.subject, *(s for p in variant.paragraphs for s in p)):
                for wording in sentence:
                    yield "…".join(wording.parts)


def drafts(code: str, intent: Intent) -> Iterator[Draft]:
    return (compose(rich(code, intent, number), sheet(code)) for number in range(12))


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("intent", ANSWERED)
@pytest.mark.parametrize("unsure", [False, True])
def test_a_reply_to_a_rich_and_to_a_bare_lead_is_one_we_would_sign(
    code: str, intent: Intent, unsure: bool
) -> None:
    checked: list[tuple[int, Draft]] = []
    for number in range(12):
        full = rich(code, intent, number)
        bare = lead(reading(intent, code), FormValues(email="a@b.example"), number)
        for case, (known, company) in enumerate((
            (full, sheet(code)), (full, BARE), (bare, sheet(code)), (bare, BARE),
        )):  # fmt: skip
            assert known.reading is not None
            read = known.reading.model_copy(update={"unsure": unsure})
            one = known.model_copy(update={"reading": read})
            draft = compose(one, company)
            if (case, draft) in checked:  # few wordings serve many leads
                continue
            checked.append((case, draft))
            assert check(draft.text, draft.subject, one, company, code) == ()
            assert draft.language == code
            assert all(sentence in draft.text for sentence, _, _ in draft.evidence)


@pytest.mark.parametrize(
    ("code", "greeting"),
    [
        ("nl", "Beste Sanne de Vries,\n\n"),
        ("pl", "Dzień dobry,\n\n"),
        ("ja", "株式会社山田製作所\n山田 太郎 様\n\n"),
    ],
)
def test_the_salutation_guesses_neither_gender_nor_order(code: str, greeting: str) -> None:
    assert write(rich(code, Intent.DEMO_REQUEST, 1), sheet(code)).body.startswith(greeting)


@pytest.mark.parametrize(
    ("name", "company", "greeting"),
    [
        ("山田様", "", "山田 様\n\n"),
        ("山田, 太郎", "", "山田 太郎 様\n\n"),
        ("Taro Yamada", "", "Taro Yamada 様\n\n"),
        ("", "株式会社山田製作所", "株式会社山田製作所\nご担当者様\n\n"),
        ("", "", "ご担当者様\n\n"),
    ],
)
def test_a_japanese_salutation_honours_what_is_known(
    name: str, company: str, greeting: str
) -> None:
    form = FormValues(name=name or None, company=company or None)
    assert write(lead(reading(Intent.DEMO_REQUEST, "ja"), form), BARE).body.startswith(greeting)


@pytest.mark.parametrize("code", CODES)
def test_prices_and_facts_of_the_sheet_are_quoted_in_its_language(code: str) -> None:
    price, fact = (line.rstrip(".") for line in SHEETS[code])
    assert all(price in draft.text for draft in drafts(code, Intent.PRICING_INQUIRY))
    assert all(fact in draft.text for draft in drafts(code, Intent.PRODUCT_QUESTION))


def test_japanese_sets_no_space_between_sentences_and_stays_polite() -> None:
    for intent in ANSWERED:
        for draft in drafts("ja", intent):
            assert not re.search(r"。[ \u3000.]|[ \u3000]。", draft.text)
    for text in every_wording("ja"):
        for sentence in re.findall(r"[^。]+(?=。)", text):
            assert re.search(r"(?:ます|です|ました|ません|ください|でしょうか)$", sentence), (
                sentence
            )


def test_a_japanese_signature_names_the_company_first_in_text_and_html() -> None:
    draft = compose(rich("ja", Intent.DEMO_REQUEST, 1), sheet("ja"))
    assert "何卒よろしくお願いいたします。\nTidewater Systems\nTom Reuter\n" in draft.text
    assert "Tidewater Systems<br>\nTom Reuter" in draft.html
    dutch = compose(rich("nl", Intent.DEMO_REQUEST, 1), sheet("nl"))
    assert "Met vriendelijke groet,\nTom Reuter\nTidewater Systems\n" in dutch.text


def test_dutch_and_polish_address_nobody_familiarly() -> None:
    for text in every_wording("nl"):
        assert not re.search(r"\b(?:je|jij|jou|jouw|jullie)\b", text, re.IGNORECASE), text
    for text in every_wording("pl"):
        assert not re.search(r"\b(?:ty|cię|ciebie|tobie|twój|twoj\w+)\b", text, re.IGNORECASE), text


def test_polish_gives_away_nobodys_gender() -> None:
    for text in every_wording("pl"):
        assert not re.search(r"\b(?:Pan|Pana|Panu|Pani|Panią)\b", text), text
        assert not re.search(r"\b\w+(?:łem|łam|łbym|łabym)\b", text), text


def test_polish_goes_on_in_lower_case_after_the_greeting() -> None:
    for variants in load("pl").templates.values():
        for variant in variants:
            assert all(wording.parts[0][0].islower() for wording in variant.paragraphs[0][0])


def test_a_polish_number_of_people_stands_in_the_case_that_fits_any_number() -> None:
    for text in every_wording("pl"):
        assert "… os" not in text or "dla … osób" in text, text


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("U krijgt een introductiekorting van ons.", "discount"),
        ("Dat is zonder extra kosten.", "free of charge"),
        ("Het resultaat is gegarandeerd.", "guarantee"),
        ("U hebt het binnen twee werkdagen.", "term"),
        ("De storing is verholpen.", "solved"),
        ("Możliwy jest upust.", "discount"),
        ("Dostaną to Państwo za darmo.", "free of charge"),
        ("Obiecuję, że zadziała.", "guarantee"),
        ("Zagwarantowany jest zwrot kosztów.", "guarantee"),
        ("Odpowiemy w ciągu trzech dni.", "term"),
        ("Problem został rozwiązany.", "solved"),
        ("お値引きいたします。", "discount"),
        ("初月は無償です。", "free of charge"),
        ("必ず解決いたします。", "guarantee"),
        ("3営業日以内にお届けします。", "term"),
        ("不具合は修正しました。", "solved"),
        ("De doorlooptijdverkorting is mooi.", None),
        ("Szukają Państwo rozwiązania do dnia dostawy.", None),
        ("必ずしも必要ではございません。", None),
    ],
)
def test_promises_are_known_in_each_language(text: str, kind: str | None) -> None:
    assert {found for found, _ in claims.commitments(text)} == ({kind} if kind else set())


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Dat kost u twintig euro per maand, en dat is voor iedereen hetzelfde.", "nl"),
        ("To kosztuje dwadzieścia złotych miesięcznie od każdego technika w zespole.", "pl"),
        (
            "お問い合わせいただき、ありがとうございます。料金は一名様につき月額三万円でございます。",
            "ja",
        ),
        (
            "お問い合わせいただき、ありがとうございます。料金は一名様につき月額3万円でございます。",
            "ja",
        ),
    ],
)
def test_a_sum_nobody_named_is_refused_however_it_is_written(text: str, code: str) -> None:
    one = lead(reading(Intent.PRICING_INQUIRY, code), FormValues(email="a@b.example"))
    kinds = {problem.kind for problem in check(text, "x", one, TIDEWATER, code)}
    assert ProblemKind.PRICE in kinds


def test_a_sum_of_the_sheet_may_be_written_in_ten_thousands() -> None:
    assert claims.amounts("月額1.2万円") == [("1.2万円", claims.possible_numbers("1.2万"))]
    assert claims.Said("月額12,000円").amounts & claims.Said("月額1.2万円").amounts


@pytest.mark.parametrize(
    ("text", "code", "times"),
    [
        ("Zadzwonię w środę albo w styczniu.", "pl", {"day 2", "month 1"}),
        ("Do soboty lub pojutrze.", "pl", {"day 5", "tomorrow"}),
        ("Komende week of overmorgen.", "nl", {"next week", "tomorrow"}),
        ("明後日の月曜日にご連絡します。", "ja", {"day 0", "tomorrow"}),
    ],
)
def test_days_are_recognised_in_every_case(text: str, code: str, times: set[str]) -> None:
    assert dates.named(text, code) == times


@pytest.mark.parametrize(
    "text",
    [
        "Als taalmodel weet ik dat niet.",
        "Jako model językowy nie wiem.",
        "言語モデルとして回答します。",
    ],
)
def test_a_model_that_speaks_of_itself_is_refused(text: str) -> None:
    one = lead(reading(Intent.PRODUCT_QUESTION, "nl"), FormValues(email="a@b.example"))
    kinds = {problem.kind for problem in check(text * 3, "x", one, TIDEWATER, "nl")}
    assert ProblemKind.LEAK in kinds


def test_a_blank_left_in_a_japanese_form_letter_is_refused() -> None:
    one = lead(reading(Intent.PRODUCT_QUESTION, "ja"), FormValues(email="a@b.example"))
    text = (
        "○○株式会社様、このたびはお問い合わせいただき、誠にありがとうございます。ご返信いたします。"
    )
    kinds = {problem.kind for problem in check(text, "お礼", one, TIDEWATER, "ja")}
    assert kinds == {ProblemKind.PLACEHOLDER}


@pytest.mark.parametrize("start", ["within ", "binnen ", "w ciągu ", "do "])
def test_a_long_run_of_digits_is_read_without_trying_every_division(start: str) -> None:
    assert claims.commitments(start + "1" * 3_000) == []
