"""CSV and its kin: encodings, delimiters, broken lines, and rows that are no people."""

# ruff: noqa: E501 -- tables of cases: one a line, files as they are

from pathlib import Path

import pytest
from tests.unit.imports.expecting import Want, check, read

from leadwright.features.imports.reading.delimited import read_text

HEAD = "First name,Last name,Email,Company,Product\n"
ANNA = "Anna,Weber,anna@acme.example,Acme,A1\n"
JAN = "Jan,Koch,jan@koch.example,Koch KG,A2\n"
LIST = HEAD + ANNA + JAN
TWO = Want(rows=2, header_row=1, columns={"email": 2, "company": 3}, problems=[])
UMLAUT = "Vorname;Nachname;E-Mail;Firma\nJürgen;Müßig;j@muessig.example;Süßwaren & Söhne\nZoë;Größe;z@g.example;Käse AG\n"
POLISH = "Imię;Nazwisko;E-mail;Firma\nŁukasz;Żółć;l@z.example;Gęś Sp. z o.o.\nJaśmina;Śliwińska;j@s.example;Ćma S.A.\n"
JAPAN = "会社名,お名前,メールアドレス\n株式会社アクメ,山田　太郎,taro@acme.example\n北斗株式会社,佐藤 花子,hanako@hokuto.example\n"
RUSSIAN = (
    "Имя;E-mail;Компания\nАнна Иванова;anna@iv.example;Ромашка\nПётр Сидоров;petr@s.example;Заря\n"
)


def _umlaut(first: str = "Jürgen") -> Want:
    return Want(
        rows=2, header_row=1, values={0: {"first_name": first, "company": "Süßwaren & Söhne"}}
    )


POLES = Want(
    rows=2, values={0: {"first_name": "Łukasz", "last_name": "Żółć"}, 1: {"last_name": "Śliwińska"}}
)
TARO = Want(rows=2, values={0: {"first_name": "太郎", "company": "株式会社アクメ"}})

BYTES: dict[str, tuple[bytes, Want]] = {
    "utf-8": (UMLAUT.encode(), _umlaut()),
    "utf-8 with a mark": (UMLAUT.encode("utf-8-sig"), _umlaut()),
    "utf-16 little": (b"\xff\xfe" + UMLAUT.encode("utf-16-le"), _umlaut()),
    "utf-16 big": (b"\xfe\xff" + UMLAUT.encode("utf-16-be"), _umlaut()),
    "utf-16 without a mark": (UMLAUT.encode("utf-16-le"), _umlaut()),
    "utf-32": (UMLAUT.encode("utf-32"), _umlaut()),
    "utf-16 with tabs, Excel's Unicode text": (UMLAUT.replace(";", "\t").encode("utf-16"), _umlaut()),
    "cp1252": (UMLAUT.encode("cp1252"), _umlaut()),
    "mac roman": (UMLAUT.encode("mac_roman"), _umlaut()),
    "cp850 from DOS": (UMLAUT.encode("cp850"), _umlaut()),
    "cp1250": (POLISH.encode("cp1250"), POLES),
    "iso 8859-2": (POLISH.encode("iso8859_2"), POLES),
    "cp1250 in Czech": ("Jméno;Příjmení;E-mail\nJiří;Dvořák;j@d.example\nŠárka;Nováková;s@n.example\n".encode("cp1250"), Want(rows=2, columns={"first_name": 0, "last_name": 1}, values={0: {"last_name": "Dvořák"}})),
    "gb18030": ("姓名,公司,邮箱\n王伟,华龙科技,w@h.example\n李娜,新星贸易,l@x.example\n".encode("gb18030"), Want(rows=2, columns={"full_name": 0, "company": 1})),
    "shift jis": (JAPAN.encode("cp932"), TARO),
    "euc-jp": (JAPAN.encode("euc_jp"), TARO),
    "iso-2022-jp": (JAPAN.encode("iso2022_jp"), TARO),
    "cp1251": (RUSSIAN.encode("cp1251"), Want(rows=2, values={0: {"first_name": "Анна", "last_name": "Иванова"}})),
    "koi8-r": (RUSSIAN.encode("koi8_r"), Want(rows=2, values={0: {"first_name": "Анна", "last_name": "Иванова"}})),
    "cp866 from DOS": (RUSSIAN.encode("cp866"), Want(rows=2, values={0: {"first_name": "Анна", "last_name": "Иванова"}})),
    "koi8-r in capitals": (RUSSIAN.upper().encode("koi8_r"), Want(rows=2, values={0: {"last_name": "Иванова"}})),
    "cp1251 in capitals": (RUSSIAN.upper().encode("cp1251"), Want(rows=2, values={0: {"last_name": "Иванова"}})),
    "cp1257": ("Vardas;Pavardė;Įmonė;El. paštas\nJūratė;Šimkutė;Šimkus;j@s.example\nŽydrūnas;Kazlauskas;Kazlas;z@k.example\n".encode("cp1257"), Want(rows=2, values={0: {"first_name": "Jūratė", "company": "Šimkus"}})),
    "cp1252 in Danish": ("Navn;Firma;E-mail\nSøren Ågård;Kær ApS;s@k.example\nÆble Bo;Øst;a@o.example\n".encode("cp1252"), Want(rows=2, values={0: {"company": "Kær ApS"}})),
    "cp1255": ("שם פרטי,שם משפחה,חברה,דוא״ל\nנועה,כהן,כהן תעשיות,n@c.example\nדוד,לוי,לוי ובניו,d@l.example\n".replace("״", "").encode("cp1255"), Want(rows=2, values={0: {"first_name": "נועה", "last_name": "כהן"}})),
    "cp1256": ("الاسم,الشركة,البريد الإلكتروني\nأحمد الفارسي,الفارسي للتجارة,a@f.example\nليلى حداد,حداد للصناعة,l@h.example\n".encode("cp1256"), Want(rows=2, values={0: {"last_name": "الفارسي"}})),
    "cp1250 in few words": ("Name;Firma;E-mail\nŁukasz Wójcik;Żakpol;l@z.example\nZbyněk Dvořák;Příbram;z@p.example\n".encode("cp1250"), Want(rows=2, values={0: {"full_name": "Łukasz Wójcik"}, 1: {"company": "Příbram"}})),
    "a line of cp1252 beside one of utf-8": ("Name;E-mail\nZoë King;z@k.example\n".encode() + "José Vega;j@v.example\n".encode("cp1252"), Want(rows=2, values={0: {"full_name": "Zoë King"}, 1: {"full_name": "José Vega"}})),
    "utf-8 and cp1252 mixed": (UMLAUT.encode() + "Örs;Öl;o@l.example;Ölwerk\n".encode("cp1252"), Want(rows=3, values={2: {"company": "Ölwerk"}})),
    "utf-8 read as cp1252 and saved again": (UMLAUT.encode().decode("cp1252").encode(), _umlaut()),
    "utf-8 cut in a letter": ((UMLAUT + "Zoë;Öl;z@o.example;Größ").encode()[:-1], Want(rows=3)),
    "carriage returns alone": (LIST.replace("\n", "\r").encode(), TWO),
    "windows line ends": (LIST.replace("\n", "\r\n").encode(), TWO),
    "doubled carriage returns": (LIST.replace("\n", "\r\r\n").encode(), TWO),
    "no line end at the end": (LIST.strip().encode(), TWO),
    "blank lines between": (LIST.replace("\n", "\n\n").encode(), Want(rows=2, source_rows=[3, 5])),
    "a few zero bytes": (LIST.replace("Acme", "Ac\x00me").encode(), TWO),
    "tabs": (LIST.replace(",", "\t").encode(), TWO),
    "pipes": (LIST.replace(",", "|").encode(), TWO),
    "semicolons and decimal commas": (b"Name;Email;Score\nAnna Weber;anna@acme.example;1,5\nJan Koch;jan@koch.example;2,25\n", Want(rows=2, columns={"email": 1})),
    "told by Excel": (b"sep=;\n" + LIST.replace(",", ";").encode(), Want(rows=2, header_row=2, columns={"email": 2})),
    "told in quotes": (b'"sep=|"\r\n' + LIST.replace(",", "|").encode(), Want(rows=2, columns={"email": 2})),
    "commas inside quotes": (HEAD.encode() + b'Anna,Weber,anna@acme.example,"Acme, Inc.",A1\n', Want(rows=1, values={0: {"company": "Acme, Inc."}}, problems=[])),
    "quotes inside quotes": (HEAD.encode() + b'Anna,Weber,anna@acme.example,"Acme ""The Best"" Inc",A1\n', Want(values={0: {"company": 'Acme "The Best" Inc'}})),
    "backslashes before quotes": (HEAD.encode() + b'Anna,Weber,anna@acme.example,"Acme \\"Best\\", Inc",A1\n', Want(rows=1, values={0: {"company": 'Acme "Best", Inc', "product_interest": ["A1"]}})),
    "spaces after commas": (b'Name, Email, Company\n"Anna Weber", "anna@acme.example", "Acme, Inc"\n', Want(rows=1, values={0: {"company": "Acme, Inc"}})),
    "a cell of several lines": (b'Name,Email,Notes\nAnna Weber,anna@acme.example,"one\ntwo, three\n\nfour"\nJan Koch,jan@koch.example,x y\n', Want(rows=2, values={0: {"notes": "one\ntwo, three\nfour"}})),
    "every line quoted as a whole": (b'"First name,Last name,Email"\n"Anna,Weber,anna@acme.example"\n"Jan,Koch,jan@koch.example"\n', Want(rows=2, columns={"email": 2})),
    "a quote nobody closed": (LIST.encode() + b'Eva,"Ro,eva@ro.example,Ro,A1\nTom,Po,tom@po.example,Po,A2\nUte,Lo,ute@lo.example,Lo,A1\n', Want(rows=5, values={4: {"email": "ute@lo.example"}}, problems=[(2, "*", "malformed")])),
    "a quote inside a word": (LIST.encode() + b'Eva,Ro,eva@ro.example,19" Racks,A1\nTom,Po,tom@po.example,Po,A2\n', Want(rows=4, values={2: {"company": '19" Racks'}})),
    "numbers and texts protected by Excel": (b'Name,Email,Phone\nAnna Weber,anna@acme.example,="+4930901820"\n', Want(values={0: {"phone": "+4930901820"}})),
    "a formula in a text file": (b'Name,Email\n"=CONCAT(A1,B1)",anna@acme.example\n', Want(rows=1, problems=[(0, "full_name", "formula_not_calculated")])),
    "errors of a formula": (b"Name,Email,Phone\nAnna Weber,#N/A,+49 30 901820\nJan Koch,#REF!,\n", Want(problems=[(0, "email", "formula_error"), (1, "email", "formula_error"), (1, "*", "no_contact")], verdicts=["review", "rejected"])),
    "a comma too many": (LIST.encode() + b"Eva,Ro,eva@ro.example,Ro, Inc,A1\n", Want(rows=3, problems=[(2, "*", "too_many_fields")], values={2: {"email": "eva@ro.example"}})),
    "the last line cut": (LIST.encode() + b"Eva,Ro,eva@ro.exam", Want(rows=3, problems=[(2, "*", "truncated_row")])),
    "nothing": (b"", Want(error_kind="empty")),
    "only blanks": (b"\xef\xbb\xbf \r\n\t\r\n", Want(error_kind="empty")),
    "only headers": (HEAD.encode(), Want(error_kind="no_rows")),
    "columns below one another": (b"Name           Email              Company\n-------------  -----------------  --------\nAl Bent        al@bent.example    Bent, Ltd\nBo Cray                           Cray AG\n", Want(rows=2, values={0: {"email": "al@bent.example", "last_name": "Bent", "company": "Bent, Ltd"}, 1: {"email": None, "company": "Cray AG"}})),
    "a list that only has addresses": (b"Al Bent al@bent.example Bent Ltd\nBo Cray bo@cray.example Cray AG of Zug\n", Want(rows=2, values={0: {"email": "al@bent.example"}})),
    "an e-mail saved as text": (b"From: a@b.example\nTo: c@d.example\nSubject: Leads\n\nHi,\n\nthe leads follow.\n", Want(error_kind="wrong_format")),
    "prose": (b"Dear team, the fair went well.\nWe met many people.\nThe list follows next week.\n", Want(error_kind="no_rows")),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9, Want(error_kind=("wrong_format", "binary_content"))),
    "noise": (bytes(range(256)) * 40, Want(error_kind=("binary_content", "encoding"))),
    "a web page's table": (b"<html><body><table><tr><th>Name</th><th>Email</th></tr><tr><td>Anna Weber</td><td><a href='mailto:anna@acme.example'>mail</a></td></tr></table>", Want(rows=1, values={0: {"email": "anna@acme.example", "last_name": "Weber"}})),
}  # fmt: skip


@pytest.mark.parametrize("name", BYTES)
def test_a_text_file_is_read(name: str, tmp_path: Path) -> None:
    data, want = BYTES[name]
    path = tmp_path / "list.csv"
    path.write_bytes(data)
    check(read(path), want)


SHAPES: dict[str, tuple[str, Want]] = {
    "title rows": ("Leads of the fair\nHannover, March 2026\n\n" + LIST, Want(rows=2, header_row=4, source_rows=[5, 6])),
    "title rows with facts": ("Event:,Hannover Messe 2026,,,\nExported:,14.03.2026,,,\n,,,,\n" + LIST, Want(rows=2, header_row=4)),
    "two rows of headers": ("Contact,,,Company,\nFirst,Last,Email,Name,Country\nAnna,Weber,anna@acme.example,Acme,Germany\nJan,Koch,jan@koch.example,Koch KG,Germany\n", Want(rows=2, header_row=(1, 2), columns={"first_name": 0, "last_name": 1, "email": 2, "company": 3, "country": 4})),
    "headers in two languages": ("会社名,氏名,メール\nCompany,Name,Email\nAcme,Anna Weber,anna@acme.example\n", Want(rows=1, header_row=(1, 2), columns={"company": 0, "full_name": 1, "email": 2})),
    "headers again on each page": (LIST + HEAD + "Eva,Ro,eva@ro.example,Ro,A1\n", Want(rows=3, source_rows=[2, 3, 5])),
    "section titles": (HEAD + "Day 1,,,,\n" + ANNA + "Day 2,,,,\n" + JAN, Want(rows=2, source_rows=[3, 5])),
    "totals": (LIST + "Total,2,,,\n", TWO),
    "totals in German": (LIST + ",,,Summe:,2\n", TWO),
    "a count": (LIST + "Anzahl Kontakte: 2,,,,\n", TWO),
    "footers": (LIST + "\nExported by BadgeScan on 14.03.2026,,,,\nPage 1 of 1\n© 2026 BadgeScan. Confidential.\nQuestions? Write to support@badgescan.example\n", TWO),
    "whom to ask": (LIST + "\nContact:,fair@team.example\nBest regards\nfair@team.example\n", TWO),
    "crosses under products": ("Name,Email,A1,A2\nAnna Weber,anna@acme.example,Yes,No\nJan Koch,jan@koch.example,maybe,x\n", Want(columns={"product_interest": [2, 3]}, values={0: {"product_interest": ["A1"]}}, problems=[(1, "product_interest", "unclear")])),
    "both names in the first one's column": ("Vorname;Nachname;E-Mail\nAnna Weber;;anna@acme.example\nEva Maria;;eva@ro.example\n", Want(values={0: {"last_name": "Weber"}, 1: {"first_name": "Eva Maria"}})),
    "names alone": ("Name\nAnna Weber\nJan Koch\n", Want(rows=2, header_row=1, verdicts=["rejected", "rejected"])),
    "empty fields left out at the end of lines": (HEAD + ANNA + "Jan,Koch,jan@koch.example\nEva,Ro,eva@ro.example\nTom,Po,tom@po.example\n", Want(rows=4, problems=[])),
    "a legend": (LIST + "\nLegend:\nA1,Enterprise\nA2,Startup\n", TWO),
    "a legend in one column": (LIST + "\nA1 = Enterprise\nA2 = Startup\n", TWO),
    "separators": (HEAD + "-----,-----,-----,-----,-----\n" + ANNA + JAN, TWO),
    "empty columns at the left": (",," + LIST.replace("\n", "\n,,").rstrip(","), Want(rows=2, columns={"first_name": 2, "email": 4})),
    "empty columns between": ("Name,,Email,,Company\nAnna Weber,,anna@acme.example,,Acme\n", Want(columns={"full_name": 0, "email": 2, "company": 4})),
    "a column without a header": ("Name,,Company\nAnna Weber,anna@acme.example,Acme\nJan Koch,jan@koch.example,Koch\n", Want(rows=2, header_row=1, columns={"email": 1})),
    "unknown products": (HEAD + "Anna,Weber,anna@acme.example,Acme,B7\nJan,Koch,jan@koch.example,Koch,n/a\nEva,Ro,eva@ro.example,Ro,\n", Want(rows=3, problems=[(0, "product_interest", "unknown_product")], verdicts=["review", "new", "new"])),
    "no address but a number": ("Name,Email,Phone\nAnna Weber,,+49 30 901820\nJan Koch,jan@@koch,\n", Want(rows=2, verdicts=["review", "rejected"], problems=[(0, "email", "missing"), (1, "email", "malformed"), (1, "*", "no_contact")])),
    "the same person twice": (LIST + ANNA + "anna,WEBER,ANNA@acme.example,,A2\nAnn,Other,anna@acme.example,,\n", Want(rows=5, duplicates=[(0, 2), (0, 3)], verdicts=["new", "new", "merged", "merged", "review"])),
    "trial entries and fillers": (HEAD + "Test,Test,test@test.com,Test,A1\nMickey,Mouse,mickey@acme.example,Disney,A1\n", Want(rows=2, problems=[(0, "email", "test_record"), (0, "*", "test_record"), (0, "*", "no_contact"), (1, "last_name", "placeholder_name")], verdicts=["rejected", "review"])),
    "national numbers without a country": ("Name,Email,Phone\nAnna Weber,anna@acme.example,030 901820\n", Want(values={0: {"phone": "030901820"}}, problems=[(0, "phone", "unclear")])),
    "guests' codes are not the file's country": ("Vorname,Nachname,E-Mail,Telefon\nAnna,Weber,anna@acme.example,0171 2345678\nJan,Koch,jan@koch.example,030 901820\nEva,Ro,eva@ro.example,0351 4564560\nCarla,Rossi,carla@rossi.example,+39 02 1234567\n", Want(values={0: {"phone": "+491712345678"}, 3: {"phone": "+39021234567"}}, problems=[])),
    "headers of a language with several countries": ("First name,Last name,Email,Phone\nAnna,Weber,anna@acme.example,0171 2345678\nJan,Koch,jan@koch.example,030 901820\nEva,Ro,eva@ro.example,0351 4564560\nCarla,Rossi,carla@rossi.example,+39 02 1234567\n", Want(values={0: {"phone": "01712345678"}, 3: {"phone": "+39021234567"}})),
    "national numbers by the file's majority": ("Name,Email,Phone\nAnna Weber,anna@acme.example,030 901820\nJan Koch,jan@koch.example,+49 351 123456\nEva Ro,eva@ro.example,+49 351 123457\n", Want(values={0: {"phone": "+4930901820"}}, problems=[])),
    "national numbers by the row's country": ("Name,Email,Phone,Country\nAnna Weber,anna@acme.example,030 901820,Germany\nJohn Smith,john@smith.example,020 7946 0958,UK\nJane Smith,jane@smith.example,020 7946 0959,UK\n", Want(values={0: {"phone": "+4930901820"}, 1: {"phone": "+442079460958"}}, problems=[])),
    "ambiguous days": ("Name,Email,Date\nAnna Weber,anna@acme.example,03/04/2026\n", Want(problems=[(0, "captured_at", "ambiguous_date")])),
    "days settled by the column": ("Name,Email,Date\nAnna Weber,anna@acme.example,03/04/2026\nJan Koch,jan@koch.example,25/04/2026\n", Want(values={0: {"captured_at": "2026-04-03"}}, problems=[])),
    "overlong values": (f"Name,Email,Company\nAnna Weber,anna@acme.example,{'x' * 5000}\n", Want(rows=1, problems=[(0, "company", "too_long")])),
    "markup and formulas are only text": ("Name,Email,Company\n<script>alert(1)</script>,anna@acme.example,\"{{7*7}} '; drop table lead; --\"\n", Want(rows=1, values={0: {"company": "{{7*7}} '; drop table lead; --"}})),
    "a row with a company and a number only": ("Company,Contact,Email,Phone\nAcme,,,+49 30 901820\n", Want(rows=1, verdicts=["review"])),
}  # fmt: skip


@pytest.mark.parametrize("name", SHAPES)
def test_rows_that_are_people_are_found(name: str, tmp_path: Path) -> None:
    text, want = SHAPES[name]
    path = tmp_path / "list.csv"
    path.write_text(text, "utf-8")
    check(read(path), want)


_MOSTLY = "Name;Firma;E-mail\nZoë King;Grüße AG;z@k.example\nRené Öz;Fenêtre;r@o.example\n".encode()
_RIGHT = {0: {"full_name": "Zoë King", "company": "Grüße AG"}, 1: {"full_name": "René Öz"}}
_TOLD = [(2, "*", "unclear")]
DAMAGED: dict[str, tuple[bytes, Want]] = {
    "a line of another code": (_MOSTLY + b"Jan M\xfcller;Koch;j@k.example\n", Want(values={**_RIGHT, 2: {"full_name": "Jan Müller"}}, problems=_TOLD)),
    "a letter amid right ones": (_MOSTLY + b"Ren\xe9e" + " Ångström;Käse;a@k.example\n".encode(), Want(values={**_RIGHT, 2: {"full_name": "Renée Ångström", "company": "Käse"}}, problems=_TOLD)),
    "half a letter": (_MOSTLY + b"J\xc3;" + "Größe;j@g.example\n".encode(), Want(values={**_RIGHT, 2: {"company": "Größe"}}, problems=_TOLD)),
    "after a mark": (b"\xef\xbb\xbf" + _MOSTLY + b"Jan M\xfcller;Koch;j@k.example\n", Want(values={**_RIGHT, 2: {"full_name": "Jan Müller"}}, problems=_TOLD)),
    "with the line ends of old Macs": (_MOSTLY.replace(b"\n", b"\r") + b"Jan M\xfcller;Koch;j@k.example\r", Want(values={**_RIGHT, 2: {"full_name": "Jan Müller"}}, problems=_TOLD)),
    "below a cell of two lines": (_MOSTLY.replace(b";Fen", b';"a\nb') .replace(b"tre;", b'tre";') + b"Jan M\xfcller;Koch;j@k.example\n", Want(values={2: {"full_name": "Jan Müller"}}, problems=_TOLD)),
    "a whole list pasted in": (_MOSTLY + "Örs Bö;Öl;o@l.example\nÄnne Cö;Ä;ae@l.example\nÜrs Dö;Ü;ue@l.example\n".encode("cp1252"), Want(values={**_RIGHT, 4: {"full_name": "Ürs Dö"}}, problems=[])),
}  # fmt: skip


@pytest.mark.parametrize("name", DAMAGED)
def test_letters_of_another_code_spoil_no_others_and_their_row_is_told(
    name: str, tmp_path: Path
) -> None:
    data, want = DAMAGED[name]
    path = tmp_path / "list.csv"
    path.write_bytes(data)
    check(read(path), want)


def test_a_column_of_more_texts_than_are_held_says_what_the_file_says() -> None:
    texts = [f"Firm {n % 5_000}" for n in range(6_000)]
    sheet = read_text("\n".join(f"{n},{text},Fair" for n, text in enumerate(texts)))
    assert [(cells[0], cells[1], cells[2]) for _, cells in sheet.rows] == [
        (str(n), text, "Fair") for n, text in enumerate(texts)
    ]
    assert sheet.rows[0][1][2] is sheet.rows[-1][1][2]
