"""The short ways for names in masses come to what the libraries come to."""

import itertools

from cleanco import basename
from nameparser import HumanName

from leadwright.features.enrichment import at_hand
from leadwright.features.enrichment.firm_names import short_name

FIRSTS = (
    "Ada",
    "Jean-Luc",
    "Anne-Marie",
    "Dr",
    "van",
    "El",
    "José",
    "Mc",
    "Md",
    "Maria",
    "Y",
    "Abdul",
)
LASTS = (
    "Holm", "Müller-Schmidt", "el-Sayed", "Jr-Smith", "O'Brien", "van-Dyke", "Smith-Jr", "Ng", "De-Ruiz",
    "Van", "Ma", "Esq", "Holm-Berg-Lund", "PhD", "A-B", "Saint-Just", "Kumar",
)  # fmt: skip
FIRMS = (
    "Nordkai",
    "Müller & Söhne",
    "S.A. Groupe",
    "Ölwerk-Süd",
    "AB Volvo",
    "Ltd",
    "The Co",
    "´Zed´",
    "",
)
FORMS = (
    "", "GmbH", "GmbH & Co. KG", "Ltd.", "Co., Ltd", "S.p.A.", "S.A. de C.V.", "AG & Co KG", "Inc. Ltd",
    "Sp. z o.o.", "PLC, LLC", "株式会社", "B.V. ,", "Pty. Ltd.", "A/S", "-", "oy ab",
)  # fmt: skip


def test_a_name_of_two_words_is_parted_as_the_parser_parts_it() -> None:
    for first, last in itertools.product(FIRSTS, LASTS):
        parsed = HumanName(f"{first} {last}")
        told = {key: value for key, value, *_ in at_hand.find(f"{first} {last}", None, None, None)}
        expected = {"first_name": parsed.first, "last_name": parsed.last, "honorific": parsed.title}
        assert told == {key: value for key, value in expected.items() if value}, (first, last)


def test_a_firm_loses_its_legal_form_as_in_the_library_of_legal_forms() -> None:
    for firm, one, other in itertools.product(FIRMS, FORMS, FORMS):
        company = f"{firm} {one} {other}"
        assert short_name(company) == basename(company), company
