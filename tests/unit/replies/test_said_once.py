"""A drafted reply says a thing once: not the product in the thanks and again in the fact sheet's line."""

from dataclasses import replace

import pytest
from tests.unit.replies.leads import TIDEWATER

from leadwright.domain.industry import Industry
from leadwright.features.replies.composing import choice, filling, samples
from leadwright.features.replies.composing.templates import load

PRODUCT = "Planner"
LINES = {
    "en": ("Planner imports shifts from Excel, SAP and DATEV.", "Planner costs 49 EUR a month."),
    "de": ("Planner übernimmt Daten aus Excel, SAP und DATEV.", "Planner kostet 49 EUR im Monat."),
    "fr": ("Planner reprend les données d'Excel, de SAP et de DATEV.", "Planner coûte 49 EUR."),
    "pl": ("Planner importuje dane z Excela, SAP i DATEV.", "Planner kosztuje 49 EUR."),
}


@pytest.mark.parametrize("code", LINES)
@pytest.mark.parametrize("template", ["product_question", "pricing_inquiry"])
def test_a_product_that_the_fact_sheets_line_names_is_not_named_beside_it(
    code: str, template: str
) -> None:
    company = replace(TIDEWATER, lines=LINES[code])
    asked = samples.talkative(template, code, company)
    reading = asked.reading
    assert reading is not None
    told = reading.entities.model_copy(update={"products": (PRODUCT,)})
    form = asked.form.model_copy(update={"message": f"{asked.form.message} {PRODUCT}, SAP, DATEV?"})
    lead = asked.model_copy(
        update={"form": form, "reading": reading.model_copy(update={"entities": told})}
    )
    language = load(code)
    for trade in Industry:
        for chosen in choice.shipped(language, template, trade):
            words = filling.fill(chosen, language, lead, company)
            assert words.body.count(PRODUCT) == 1, words.body
