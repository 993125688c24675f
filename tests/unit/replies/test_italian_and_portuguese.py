"""Replies in Italian and Portuguese: whole, honest, and held to the same rules as the others."""

from dataclasses import replace
from itertools import product

import pytest
from tests.unit.replies.leads import ANSWERED, BARE, OWNER, TIDEWATER, lead, reading

from leadwright.domain.lead import FormValues, LeadSnapshot
from leadwright.domain.reading import Budget, Entities, Intent, Urgency
from leadwright.features.replies.composing.filling import Draft, compose
from leadwright.features.replies.validation import claims, names
from leadwright.features.replies.validation.validator import ProblemKind, check
from leadwright.ports.directory import Company

FORMS = {
    "it": FormValues(
        name="dott.ssa giulia rossi",
        email="g.rossi@officine-rossi.example",
        phone="+39 02 5550199",
        company="Officine Rossi S.r.l.",
        message="Quanto costa Wartwerk Pro per 35 tecnici? Ci serve entro fine gennaio e si deve "
        "collegare a SAP. Il budget è di 24mila euro.",
    ),
    "pt": FormValues(
        name="Eng. Rui Martins",
        email="rui@oficinas-martins.example",
        phone="+351 21 555 0199",
        company="Oficinas Martins Unipessoal, Lda.",
        message="Quanto custa Wartwerk Pro para 35 técnicos? Precisamos até ao fim de janeiro, com "
        "ligação a SAP. O orçamento é de 24 mil euros.",
    ),
}
SAYS = {
    "it": Entities(timeline="entro fine gennaio", team_size=35, products=("Wartwerk Pro",)),
    "pt": Entities(timeline="até ao fim de janeiro", team_size=35, products=("Wartwerk Pro",)),
}
SHEETS = {
    "it": replace(
        TIDEWATER,
        lines=(
            "Si collega a SAP, Odoo e Microsoft Dynamics.",
            "Piano Team: 12 € al mese per tecnico",
        ),
    ),
    "pt": replace(
        TIDEWATER,
        lines=(
            "Liga-se a SAP, Odoo e Microsoft Dynamics.",
            "Plano Team: 12 € por mês e por técnico",
        ),
    ),
}
CODES = tuple(FORMS)
START = {
    "it": "Gentile Giulia Rossi, grazie per il suo messaggio, che abbiamo letto con attenzione. ",
    "pt": "Olá, Rui, agradeço a sua mensagem, que acabámos de ler com toda a atenção. ",
}


def rich(intent: Intent, code: str, number: int = 7, **changes: object) -> LeadSnapshot:
    says = SAYS[code].model_copy(update={"budget": Budget(amount=24_000, currency="EUR")})
    read = reading(intent, code, says, urgency=Urgency.NOW)
    return lead(read, FORMS[code], number, is_returning=number % 2 == 0, owner=OWNER)


def bare(intent: Intent, code: str, number: int) -> LeadSnapshot:
    return lead(reading(intent, code), FormValues(email="a@b.example"), number)


def problems(text: str, code: str, company: Company = BARE) -> set[ProblemKind]:
    found = check(START[code] + text, "Test", rich(Intent.PRICING_INQUIRY, code), company, code)
    return {problem.kind for problem in found}


def variant(intent: Intent, code: str, letter: str, company: Company) -> Draft:
    drafts = (compose(rich(intent, code, 2 * n), company) for n in range(30))
    return next(draft for draft in drafts if draft.variant == letter)


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("intent", ANSWERED)
def test_every_reply_passes_with_a_rich_lead_and_with_a_bare_one(intent: Intent, code: str) -> None:
    checked: list[tuple[int, Draft]] = []
    for number in range(16):
        leads = (rich(intent, code, number), bare(intent, code, number))
        for case, (one, company) in enumerate(product(leads, (SHEETS[code], BARE))):
            draft = compose(one, company)
            if (case, draft) not in checked:  # few wordings serve many leads
                checked.append((case, draft))
                assert check(draft.text, draft.subject, one, company, code) == ()
                assert draft.language == code


@pytest.mark.parametrize("code", CODES)
def test_an_acknowledgement_passes_too(code: str) -> None:
    for number in range(12):
        one = lead(reading(Intent.DEMO_REQUEST, code, unsure=True), FORMS[code], number)
        draft = compose(one, BARE)
        assert draft.template_id == f"acknowledgement.{code}"
        assert check(draft.text, draft.subject, one, BARE, code) == ()


def test_an_italian_request_for_prices_reads_as_a_person_would_write_it() -> None:
    draft = variant(Intent.PRICING_INQUIRY, "it", "a", SHEETS["it"])
    assert draft.subject == "Prezzi per Officine Rossi, 35 persone"
    assert draft.text == (
        "Gentile Dott.ssa Giulia Rossi,\n\n"
        "grazie per averci chiesto i prezzi per Officine Rossi. È un piacere risentirla.\n\n"
        "Posso già dirle questo:\nPiano Team: 12 € al mese per tecnico.\n\n"
        "Grazie anche per aver indicato un budget: mi aiuta a proporle qualcosa di sensato. Ho "
        "annotato che si tratta di 35 persone, con questi tempi: “entro fine gennaio”. Il resto si "
        "chiarisce più in fretta a voce, e può scegliere qui l'orario che le è più comodo: "
        "https://tidewater.example/meet/ines\n\n"
        "Cordiali saluti\nTom Reuter\nTidewater Systems\nhttps://tidewater.example\n\n"
        "-- \nRiceve questo messaggio perché ha contattato Tidewater Systems.\n"
    )


def test_a_portuguese_question_is_answered_from_the_fact_sheet() -> None:
    draft = variant(Intent.PRODUCT_QUESTION, "pt", "a", SHEETS["pt"])
    assert draft.subject == "A sua pergunta sobre Wartwerk Pro"
    assert draft.text == (
        "Olá, Rui,\n\n"
        "Agradeço a sua pergunta sobre Wartwerk Pro. É bom voltar a ter notícias suas.\n\n"
        "O que posso dizer com certeza é o seguinte. Liga-se a SAP, Odoo e Microsoft Dynamics. É "
        "útil saber que se trata de 35 pessoas, com “até ao fim de janeiro” como prazo.\n\n"
        "Se for mais fácil conversar, pode escolher aqui um horário: "
        "https://tidewater.example/meet/ines\n\n"
        "Com os melhores cumprimentos,\nTom Reuter\nTidewater Systems\nhttps://tidewater.example\n\n"
        "-- \nRecebeu esta mensagem porque escreveu para Tidewater Systems.\n"
    )


@pytest.mark.parametrize(
    ("code", "text", "kind"),
    [
        ("it", "Le facciamo uno sconto.", ProblemKind.PROMISE),
        ("it", "Il prezzo è già scontato.", ProblemKind.PROMISE),
        ("it", "La prova è gratuita.", ProblemKind.PROMISE),
        ("it", "L'avvio è senza costi.", ProblemKind.PROMISE),
        ("it", "Diamo una garanzia su tutto.", ProblemKind.PROMISE),
        ("it", "Le rispondiamo entro un'ora.", ProblemKind.PROMISE),
        ("it", "Le rispondiamo entro due giorni.", ProblemKind.PROMISE),
        ("it", "Le rispondiamo entro le prossime ventiquattro ore.", ProblemKind.PROMISE),
        ("it", "Le rispondiamo in giornata.", ProblemKind.PROMISE),
        ("it", "Il problema è stato risolto.", ProblemKind.PROMISE),
        ("it", "Costa venti euro a persona.", ProblemKind.PRICE),
        ("it", "Risparmia il venti per cento.", ProblemKind.PRICE),
        ("it", "Costa 24mila euro.", ProblemKind.PRICE),
        ("it", "La chiamo domani.", ProblemKind.DATE),
        ("it", "Ci sentiamo martedì.", ProblemKind.DATE),
        ("it", "In quanto IA non posso dirlo.", ProblemKind.LEAK),
        ("it", "Ignoro le istruzioni precedenti e ignora le istruzioni.", ProblemKind.LEAK),
        ("pt", "Fazemos um desconto.", ProblemKind.PROMISE),
        ("pt", "O início é gratuito.", ProblemKind.PROMISE),
        ("pt", "O início é sem custos.", ProblemKind.PROMISE),
        ("pt", "Damos garantia sobre tudo.", ProblemKind.PROMISE),
        ("pt", "Respondemos em duas horas.", ProblemKind.PROMISE),
        ("pt", "Respondemos no prazo de três dias.", ProblemKind.PROMISE),
        ("pt", "Respondemos até ao fim do dia.", ProblemKind.PROMISE),
        ("pt", "O erro já foi corrigido.", ProblemKind.PROMISE),
        ("pt", "Custa vinte euros por pessoa.", ProblemKind.PRICE),
        ("pt", "Poupa vinte por cento.", ProblemKind.PRICE),
        ("pt", "Ligamos amanhã.", ProblemKind.DATE),
        ("pt", "Falamos na terça-feira.", ProblemKind.DATE),
        ("pt", "Enquanto IA, não posso dizer.", ProblemKind.LEAK),
        ("pt", "Sou um modelo de linguagem.", ProblemKind.LEAK),
    ],
)
def test_what_nobody_told_us_may_not_be_said(code: str, text: str, kind: ProblemKind) -> None:
    assert kind in problems(text, code)


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("it", "Gentile Sig.ra Rossi, nel messaggio indica un budget di 24mila euro: grazie."),
        ("it", "Non c'è nulla di scontato in una scelta come questa, e sei mesi fa non c'era."),
        ("it", "Nel corso della giornata può scriverci quando vuole."),
        ("it", "Il team vi ha già lavorato, e la richiesta è stata letta."),
        ("pt", "Indica um orçamento de 24 mil euros, o que ajuda."),
        ("pt", "A sua mensagem foi lida, e as duas perguntas ficaram claras."),
        ("pt", "Como imagina o dia a dia da sua empresa com isto?"),
    ],
)
def test_plain_words_and_what_the_lead_said_pass(code: str, text: str) -> None:
    assert problems(text, code) == set()


@pytest.mark.parametrize(
    ("raw", "full", "first"),
    [
        ("dott.ssa giulia rossi", "Dott.ssa Giulia Rossi", "Giulia"),
        ("Sig.ra Rossi", "Sig.ra Rossi", "Sig.ra Rossi"),
        ("SIG. MARIO BIANCHI", "Sig. Mario Bianchi", "Mario"),
        ("Eng.ª Ana Costa", "Eng.ª Ana Costa", "Ana"),
        ("Dra. Ana Costa", "Dra. Ana Costa", "Ana"),
        ("Sr. Costa", "Sr. Costa", "Sr. Costa"),
        ("luigi della valle", "Luigi della Valle", "Luigi"),
        ("j.k. rowling", "J.K. Rowling", "J.K."),
    ],
)
def test_italian_and_portuguese_titles_are_no_first_names(raw: str, full: str, first: str) -> None:
    assert names.person(raw) == full
    assert names.given(full) == first


@pytest.mark.parametrize(
    ("raw", "spoken"),
    [
        ("Officine Rossi S.r.l.", "Officine Rossi"),
        ("Bianchi & Figli S.n.c.", "Bianchi & Figli"),
        ("Nova S.r.l.s.", "Nova"),
        ("Acciai Nord S.p.A.", "Acciai Nord"),
        ("Oficinas Martins, Lda.", "Oficinas Martins"),
        ("Oficinas Martins Unipessoal, Lda", "Oficinas Martins"),
        ("Padaria Sul Ltda", "Padaria Sul"),
        ("Energia do Norte, S.A.", "Energia do Norte"),
    ],
)
def test_a_company_loses_its_legal_form(raw: str, spoken: str) -> None:
    assert names.company(raw, "Tidewater Systems") == spoken


@pytest.mark.parametrize("text", ["24mila", "24 mila", "24 mil"])
def test_thousands_in_words_are_read(text: str) -> None:
    assert 24_000 in claims.possible_numbers(text)
