"""Lists as badge scanners, CRMs, forms and fairs write them, in nine languages: their mapping and rows."""

# ruff: noqa: E501, ISC004 -- tables of cases: one a line, files as they are

from pathlib import Path

import pytest
from tests.unit.imports.expecting import Want, check, read

LISTS: dict[str, tuple[str, Want]] = {
    "hubspot": (
        '"Record ID","First Name","Last Name","Email","Phone Number","Contact owner","Lifecycle Stage","Create Date",'
        '"Company Name","Job Title","Country/Region","Lead Status","Marketing contact status"\n'
        '"101","Anna","Weber","anna@acme.example","+49 30 901820","Jo Sales (jo@us.example)","Lead",'
        '"2026-03-14 09:30","Acme GmbH","CTO","Germany","New","Marketing contact"\n',
        Want(
            rows=1,
            header_row=1,
            columns={"first_name": 1, "last_name": 2, "email": 3, "phone": 4, "owner": 5, "captured_at": 7}
            | {"company": 8, "job_title": 9, "country": 10},
            values={0: {"captured_at": "2026-03-14T09:30:00", "phone": "+4930901820", "company": "Acme GmbH"}},
            problems=[],
        ),
    ),
    "salesforce": (
        "Lead ID,Salutation,First Name,Last Name,Title,Company / Account,Email,Phone,Mobile,Fax,Lead Source,Lead Owner,"
        "Lead Owner Email,Created Date,Email Opt Out,Product_Interest__c\n"
        "00Q1,Mr.,John,Smith,VP Sales,Acme Inc,john@acme.example,(415) 555-0132,,(415) 555-0199,Trade Show,Jo Sales,"
        "jo@us.example,3/14/2026,0,A1\n00Q2,Ms.,Jane,Brown,CEO,Brown LLC,jane@brown.example,+1 415 555 0133,,,Web,Jo Sales,"
        "jo@us.example,3/15/2026,1,A2\n",
        Want(
            rows=2,
            columns={"first_name": 2, "last_name": 3, "job_title": 4, "company": 5, "email": 6, "phone": [7, 8]}
            | {"source": 10, "owner": 11, "captured_at": 13, "product_interest": 15},
            values={0: {"phone": "+14155550132", "captured_at": "2026-03-14"}},
            problems=[],
        ),
    ),
    "linkedin connections": (
        'Notes:\n"When exporting your connection data, you may notice that some of the email addresses are missing."\n\n'
        "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
        "Anna,Weber,https://www.linkedin.com/in/anna,anna@acme.example,Acme,CTO,14 Mar 2026\n"
        "Jan,de Vries,https://www.linkedin.com/in/jan,,Vries BV,CEO,15 Mar 2026\n",
        Want(
            rows=2,
            header_row=4,
            columns={"first_name": 0, "last_name": 1, "email": 3, "company": 4, "job_title": 5, "captured_at": 6},
            values={0: {"captured_at": "2026-03-14"}},
            verdicts=["new", "rejected"],
        ),
    ),
    "linkedin lead gen form": (
        "Created Date,Campaign Name,Form Name,Lead Type,Email address,First name,Last name,Job title,Company name,"
        "Phone number,Country/Region\n2026-03-14T09:30:00Z,Spring,Demo form,Sponsored,anna@acme.example,Anna,Weber,CTO,"
        "Acme,+4930901820,Germany\n",
        Want(rows=1, columns={"captured_at": 0, "source": 1, "email": 4, "first_name": 5, "company": 8, "phone": 9}),
    ),
    "eventbrite": (
        "Order no.,Order Date,Prefix,First Name,Last Name,Suffix,Email,Quantity,Ticket Type,Attendee no.,Buyer Name,"
        "Buyer Email,Order Total,Job Title,Company,Work Phone,Attendee Status\n"
        "900,2026-03-14 09:30:00+01:00,,Anna,Weber,,anna@acme.example,1,VIP,12,Otto Buyer,otto@acme.example,0.00,CTO,"
        "Acme,+49 30 901820,Attending\n",
        Want(rows=1, columns={"first_name": 3, "last_name": 4, "email": 6, "captured_at": 1, "phone": 15, "company": 14}),
    ),
    "google forms": (
        "Zeitstempel,Wie heißen Sie?,E-Mail-Adresse,Für welche Firma arbeiten Sie?,An welchem Produkt sind Sie interessiert?,"
        "Dürfen wir Sie anrufen?\n14.03.2026 09:30:12,Anna Weber,anna@acme.example,Acme GmbH,A1,Ja\n"
        "14.03.2026 10:01:00,Jan Koch,jan@koch.example,Koch KG,A2,Nein\n",
        Want(
            rows=2,
            columns={"captured_at": 0, "full_name": 1, "email": 2, "company": 3, "product_interest": 4},
            values={0: {"captured_at": "2026-03-14T09:30:12", "first_name": "Anna", "product_interest": ["A1"]}},
        ),
    ),
    "badge scanner": (
        "Scan Time;Scanned By;Badge ID;Name;Company;Title;Email;Phone;Country;Rating;Comments;Interested in A1;Interested in A2\n"
        "14/03/2026 09:30;Booth iPad 2;B-1001;Anna Weber;Acme GmbH;CTO;anna@acme.example;030 901820;Germany;5;call Monday;x;\n"
        "15/03/2026 11:00;Booth iPad 1;B-1002;Jan Koch;Koch KG;Buyer;jan@koch.example;+49 170 1234567;Germany;3;;x;x\n",
        Want(
            rows=2,
            columns={"captured_at": 0, "owner": 1, "full_name": 3, "company": 4, "job_title": 5, "email": 6, "phone": 7}
            | {"country": 8, "notes": 10, "product_interest": [11, 12]},
            values={0: {"phone": "+4930901820", "product_interest": ["A1"]}, 1: {"product_interest": ["A1", "A2"]}},
            problems=[],
        ),
    ),
    "german fair": (
        "Anrede;Titel;Name;Vorname;Firma;Abteilung;Funktion;Straße;PLZ;Ort;Land;Telefon;Mobil;E-Mail;Bemerkungen;Erfasst am\n"
        "Frau;Dr.;Weber;Anna;Acme GmbH;IT;Leiterin;Weg 1;10115;Berlin;Deutschland;030/901820;;anna@acme.example;ruft an;14.03.2026\n"
        "Herr;;Koch;Jan;Koch KG;;Einkauf;Weg 2;01067;Dresden;Deutschland;0351 123456;0170 1234567;jan@koch.example;;15.03.2026\n",
        Want(
            rows=2,
            columns={"last_name": 2, "first_name": 3, "company": 4, "job_title": 6, "country": 10, "phone": [11, 12]}
            | {"email": 13, "notes": 14, "captured_at": 15},
            values={0: {"first_name": "Anna", "last_name": "Weber", "phone": "+4930901820", "captured_at": "2026-03-14"}},
        ),
    ),
    "french": (
        "Civilité;Nom;Prénom;Société;Fonction;Courriel;Téléphone;Pays;Produit d'intérêt;Date de contact\n"
        "M.;DUPONT;Jean;Dupont SARL;Directeur;jean@dupont.example;01 23 45 67 89;France;A1;14/03/2026\n",
        Want(
            rows=1,
            columns={"last_name": 1, "first_name": 2, "company": 3, "job_title": 4, "email": 5, "phone": 6, "country": 7}
            | {"product_interest": 8, "captured_at": 9},
            values={0: {"last_name": "Dupont", "phone": "+33123456789"}},
        ),
    ),
    "spanish": (
        "Nombre;Apellidos;Empresa;Cargo;Correo electrónico;Teléfono móvil;País;Interés;Observaciones\n"
        "José;García López;Acme S.L.;Director;jose@acme.example;612 34 56 78;España;A2;llamar\n",
        Want(
            rows=1,
            columns={"first_name": 0, "last_name": 1, "company": 2, "job_title": 3, "email": 4, "phone": 5, "country": 6}
            | {"product_interest": 7, "notes": 8},
        ),
    ),
    "italian": (
        "Cognome;Nome;Azienda;Ruolo;Indirizzo e-mail;Cellulare;Paese;Prodotto di interesse;Note\n"
        "Rossi;Maria;Acme S.r.l.;Responsabile;maria@acme.example;347 1234567;Italia;A1;\n",
        Want(
            rows=1,
            columns={"last_name": 0, "first_name": 1, "company": 2, "job_title": 3, "email": 4, "phone": 5}
            | {"product_interest": 7},
            values={0: {"first_name": "Maria", "phone": "+393471234567"}},
        ),
    ),
    "portuguese": (
        "Nome completo;Empresa;Cargo;E-mail;Telemóvel;País;Interesse;Data do contato\n"
        "João Silva Santos;Acme Lda;Gerente;joao@acme.example;912 345 678;Portugal;A1 e A2;14/03/2026\n",
        Want(
            rows=1,
            columns={"full_name": 0, "company": 1, "job_title": 2, "email": 3, "phone": 4, "country": 5, "captured_at": 7},
            values={0: {"first_name": "João", "last_name": "Silva Santos", "product_interest": ["A1", "A2"]}},
        ),
    ),
    "dutch": (
        "Voornaam;Tussenvoegsel;Achternaam;Bedrijf;Functie;E-mailadres;Telefoonnummer;Land;Opmerkingen\n"
        "Jan;de;Vries;Vries B.V.;Inkoper;jan@vries.example;020 123 4567;Nederland;\n",
        Want(
            rows=1,
            columns={"first_name": 0, "last_name": [1, 2], "company": 3, "job_title": 4, "email": 5, "phone": 6},
            values={0: {"last_name": "de Vries", "phone": "+31201234567"}},
        ),
    ),
    "polish": (
        "Lp.;Imię i nazwisko;Nazwa firmy;Stanowisko;Adres e-mail;Nr telefonu;Kraj;Zainteresowanie;Data kontaktu;Uwagi\n"
        "1;Kowalski Jan;Acme Sp. z o.o.;Kierownik;jan@acme.example;22 123 45 67;Polska;A1;14.03.2026;\n"
        "2;Nowak Anna;Nowak S.A.;Dyrektor;anna@nowak.example;601 234 567;Polska;A2;14.03.2026;\n",
        Want(
            rows=2,
            columns={"full_name": 1, "company": 2, "job_title": 3, "email": 4, "phone": 5, "product_interest": 7},
            values={0: {"first_name": "Jan", "last_name": "Kowalski", "phone": "+48221234567"}},
        ),
    ),
    "japanese": (
        "No.,会社名,部署名,役職,お名前,フリガナ,メールアドレス,電話番号,FAX番号,関心製品,来場日時,備考\n"
        "1,株式会社アクメ,営業部,部長,山田　太郎,ヤマダ タロウ,taro@acme.example,03-1234-5678,03-1234-5679,A1、A2,2026年3月14日 15:30,\n"
        "2,北斗株式会社,,課長,佐藤 花子,サトウ ハナコ,hanako@hokuto.example,+81 90 1234 5678,,A1,2026/3/14 16:00,\n",
        Want(
            rows=2,
            columns={"company": 1, "job_title": 3, "full_name": 4, "email": 6, "phone": 7, "product_interest": 9}
            | {"captured_at": 10, "notes": 11},
            values={0: {"first_name": "太郎", "last_name": "山田", "phone": "+81312345678"}}
            | {1: {"captured_at": "2026-03-14T16:00:00"}},
        ),
    ),
    "swedish, whose words nobody taught": (
        "Förnamn,Efternamn,E-post,Företag\nAnna,Weber,anna@acme.example,Acme AB\nJan,Koch,jan@koch.example,Koch AB\n",
        Want(rows=2, header_row=1, columns={"email": 2}),
    ),
    "two names for one column": (
        "Vorname / First name,Nachname / Last name,E-Mail (geschäftlich),Firma / Company\nAnna,Weber,anna@acme.example,Acme\n",
        Want(rows=1, columns={"first_name": 0, "last_name": 1, "email": 2, "company": 3}),
    ),
    "mandatory stars and slips": (
        "First Name*,Last Name *,Emial Address,Compnay,Tel. No.\nAnna,Weber,anna@acme.example,Acme,+4930901820\n",
        Want(rows=1, columns={"first_name": 0, "last_name": 1, "email": 2, "company": 3, "phone": 4}),
    ),
    "headers that lie": (
        "Phone,Email\nanna@acme.example,+49 30 901820\njan@koch.example,+49 351 123456\n",
        Want(rows=2, columns={"email": 0, "phone": 1}),
    ),
    "strangers that look like fields": (
        "Name,Email,Email sent,E-mail opt-in,Company,Company size,Company phone,Fax,Manager email,Website,Last modified\n"
        "Anna Weber,anna@acme.example,2026-03-01,yes,Acme,50,+49 30 901820,+49 30 901829,boss@acme.example,acme.example,2026-03-02\n",
        Want(rows=1, columns={"full_name": 0, "email": 1, "company": 4, "phone": 6}, not_mapped=("captured_at",)),
    ),
    "private address only where the other is missing": (
        "Name,E-mail (private),E-mail (work)\nAnna Weber,anna@home.example,anna@acme.example\nJan Koch,jan@home.example,\n",
        Want(columns={"email": [2, 1]}, values={0: {"email": "anna@acme.example"}, 1: {"email": "jan@home.example"}}),
    ),
    "date and time apart": (
        "Datum;Uhrzeit;Name;E-Mail\n14.03.2026;09:30;Anna Weber;anna@acme.example\n",
        Want(columns={"captured_at": [0, 1]}, values={0: {"captured_at": "2026-03-14T09:30:00"}}),
    ),
    "last name first in one column": (
        'Attendee (Last, First);Email\n"Weber, Anna";anna@acme.example\n"de Vries, Jan";jan@vries.example\n',
        Want(rows=2, values={0: {"first_name": "Anna", "last_name": "Weber"}, 1: {"last_name": "de Vries"}}),
    ),
    "no headers": (
        "Anna,Weber,anna@acme.example,+49 30 901820,Acme GmbH,A1\nJan,Koch,jan@koch.example,+49 351 123456,Koch KG,A2\n"
        "Maria,Rossi,maria@rossi.example,+39 06 6982 1234,Rossi S.p.A.,A1\n",
        Want(
            rows=3,
            header_row=0,
            columns={"first_name": 0, "last_name": 1, "email": 2, "phone": 3, "company": 4, "product_interest": 5},
        ),
    ),
    "addresses alone": ("anna@acme.example\njan@koch.example\n", Want(rows=2, header_row=0, columns={"email": 0})),
    "addresses alone, with a header": ("email\nanna@acme.example\n", Want(rows=1, header_row=1, columns={"email": 0})),
}  # fmt: skip


@pytest.mark.parametrize("name", LISTS)
def test_a_list_is_mapped_and_read(name: str, tmp_path: Path) -> None:
    text, want = LISTS[name]
    path = tmp_path / "list.csv"
    path.write_text(text, "utf-8")
    check(read(path), want)
