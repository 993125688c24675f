"""Lists as organisers type them: joined headers, abbreviations, whose number it is, names in odd places."""

# ruff: noqa: E501, ISC004 -- tables of cases: one a line, files as they are

from pathlib import Path

import pytest
from tests.unit.imports.expecting import Want, check, read

LISTS = {
    "German, typed for one fair": (
        "Vor- und Zuname;Firma / Institution;Straße;PLZ/Ort;Tel. mobil;Tel. Büro;eMail;Interesse an;Rückruf?;DSGVO ok\n"
        "Ostermann, Katrin;Nordwerk GmbH;Hafenstr. 3;20457 Hamburg;0049(40)66969-118;;k.o@nordwerk.example;A1;ja;ja\n"
        "Anneli Virtanen;Virtanen Oy;Katu 1;00100 Helsinki;+358 40 1234567;;anneli@virtanen.example;A1+A2;nein;ja\n",
        Want(
            rows=2,
            columns={"full_name": 0, "company": 1, "phone": [5, 4], "email": 6, "product_interest": 7},
            values={0: {"first_name": "Katrin", "last_name": "Ostermann", "phone": "+494066969118"}}
            | {1: {"last_name": "Virtanen"}},
            problems=[],
        ),
    ),
    "abbreviations": (
        "Nr.;Ansprechp.;Fa.;Tel.;E-Mail-Adr.;Alt. Tel.;Bem.\n"
        "1;Klaus Ebert;Ebert GmbH;08031-12345;klaus@ebert.example;08031 99887;ruft an\n",
        Want(columns={"full_name": 1, "company": 2, "phone": [3, 5], "email": 4, "notes": 6}),
    ),
    "whose number it is, and another person's names": (
        "Attendee,Contact person (e-mail),Contact person (tel.),Organization 1 - Name,Organization 1 - Title,"
        "Purchaser Last Name,form_name,Met by,Met on\n"
        "Jo Marsh,jo@marsh.example,+44 20 7946 0123,Marsh plc,Buyer,Cole,Demo form,Al,14 March 2026\n",
        Want(
            columns={"full_name": 0, "email": 1, "phone": 2, "company": 3, "job_title": 4, "owner": 7, "captured_at": 8},
            not_mapped=("last_name", "first_name"),
        ),
    ),
    "a form that asks": (
        '"Hi there, what\'s your name?",And your last name?,What\'s your e-mail address?,Anything else we should know?,'
        "Which products interest you? [A1],Which products interest you? [A2],Submit Date (UTC)\n"
        "Ella,Fox,ella@fox.example,write to pa@fox.example too,Yes,,2026-03-14 09:30:12\n"
        "Ravi,Menon,ravi@zenith.example,,Yes,Yes,2026-03-15 09:30:12\n",
        Want(
            columns={"first_name": 0, "last_name": 1, "email": 2, "notes": 3, "product_interest": [4, 5], "captured_at": 6},
            values={1: {"product_interest": ["A1", "A2"]}},
        ),
    ),
    "two first names beside a last name": (
        "Nome;Sobrenome;Empresa;E-mail\nThiago;Souza;Metal Ltda;thiago@metal.example\n"
        "Ana Paula;dos Santos;Sul;ana@sul.example\n",
        Want(columns={"first_name": 0, "last_name": 1}, values={1: {"first_name": "Ana Paula"}}),
    ),
    "contact on a day, by somebody": (
        "Vorname;Nachname;E-Mail G;E-Mail P;Telefon G;Kontakt am;Kontakt durch\n"
        "Reto;Ammann;r@ammann.example;;044 123 45 67;14.03.26;Urs\nAnna;Rochat;;a@rochat.example;;15.03.26;Urs\n",
        Want(
            columns={"email": [2, 3], "phone": 4, "captured_at": 5, "owner": 6},
            not_mapped=("full_name",),
            values={0: {"captured_at": "2026-03-14"}, 1: {"email": "a@rochat.example"}},
        ),
    ),
    "an area's code before a slash, and the country by the headers": (
        "Vorname;Nachname;E-Mail;Telefon\nAda;Holm;ada@nordkai.example;040 / 66969304\n"
        "Bo;Ek;bo@nordkai.example;040 / 66969118\n",
        Want(values={0: {"phone": "+494066969304"}}),
    ),
    "a report with narrow lines around a wide table": (
        "Leads by Campaign,,,\nAs of 2026-03-20,,,\nFiltered By,,,\nShow: All leads,,,\n\n"
        "Lead Owner,First Name,Last Name,Company,Email,Rating\nJo,Dana,Whit,Whit Mfg,dana@whit.example,Hot\n"
        "Jo,Eli,Stone,Stone LLC,eli@stone.example,\nTotal,2,,\nCopyright (c) 2026,,,\n",
        Want(rows=2, header_row=6, problems=[]),
    ),
    "capitals with a particle of two letters": (
        "Nom et prénom;Courriel\nLEFÈVRE Antoine;a@metallo.example\nDE LA TOUR Hélène;h@tour.example\n",
        Want(values={0: {"last_name": "Lefèvre"}, 1: {"first_name": "Hélène"}}),
    ),
    "last name before first, as the header says, and names nobody listed": (
        "Nom et prénom;Courriel\nPerrin Océane;o@perrin.example\nGaspard Noé;n@gaspard.example\n",
        Want(values={0: {"first_name": "Océane", "last_name": "Perrin"}}),
    ),
    "the header's order, which the names deny": (
        "Nom et prénom;Courriel\nAntoine Lefèvre;a@metallo.example\nClaire Gosselin;c@tour.example\n",
        Want(values={0: {"first_name": "Antoine"}, 1: {"last_name": "Gosselin"}}),
    ),
    "first names under a header that nobody knows": (
        "Rufn.;Nachname;Mailadresse\nGreta;Ostendorf;greta@ostendorf.example\nMatthias;Pohl;m.pohl@pohl.example\n"
        "Susanne;Rehm;s.rehm@rehm.example\n",
        Want(columns={"first_name": 0, "last_name": 1}, values={0: {"first_name": "Greta"}}),
    ),
    "headers over rows that begin like headers": (
        "Name,E-mail,Phone\nReal Person,real.person@firm.example,+1 212 555 0101\nAsdf Asdf,asdf@asdf,123\n"
        "Only Phone,,+1 212 555 0199\nBad Mail,bad@@mail,\n",
        Want(rows=4, header_row=1, columns={"full_name": 0, "email": 1, "phone": 2}),
    ),
    "two words for one thing, written as one": (
        "Kunde;Ansprechpartner;Mail;Artikelinteresse\nRoss AG;Ada Ross;a@ross.example;A2\nRoss AG;Jo Ross;j@ross.example;Q7\n",
        Want(columns={"product_interest": 3}),
    ),
    "towns under a header that nobody knows": (
        "Xyz;Nachname;Mailadresse\nHameln;Ostendorf;greta@ostendorf.example\nStade;Pohl;m.pohl@pohl.example\n",
        Want(not_mapped=("first_name",)),
    ),
    "no header, names that no list has, told by the addresses": (
        "Ludger;Stratmann;Stratmann Fenster;l.stratmann@stratmann-fenster.de;A1\n"
        "Hiltrud;Benning;Benning OHG;benning@benning-ohg.de;A2\nClemens;Wessels;Wessels Holz;c.wessels@wessels-holz.de;A1\n",
        Want(header_row=0, columns={"first_name": 0, "last_name": 1, "company": 2}),
    ),
}  # fmt: skip


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
@pytest.mark.parametrize("name", LISTS)
def test_a_list_typed_by_hand_is_mapped_and_read(name: str, encoding: str, tmp_path: Path) -> None:
    text, want = LISTS[name]
    path = tmp_path / "list.csv"
    path.write_text(text, encoding)
    check(read(path), want)
