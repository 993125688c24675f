"""Which column means what: header words in nine languages, and the row that holds them."""

import re
import unicodedata
from collections.abc import Sequence

from leadwright.serverless.sheet import Row

_NAMES: dict[str, str] = {
    "email": """email, e-mail, mail, email address, e-mail address, mail address, work email,
        business email, e-mail-adresse, mailadresse, adresse e-mail, adresse mail, courriel, correo,
        correo electrónico, dirección de correo, indirizzo email, posta elettronica, endereço de
        email, e-mailadres, adres e-mail, メール, メールアドレス, eメール""",
    "first_name": """first name, firstname, first, given name, forename, vorname, prénom, nombre de
        pila, nome proprio, primeiro nome, voornaam, imię, 名""",
    "last_name": """last name, lastname, last, surname, family name, nachname, familienname, nom de
        famille, apellido, apellidos, cognome, sobrenome, apelido, achternaam, nazwisko, 姓""",
    "full_name": """name, full name, fullname, contact, contact name, contact person, attendee,
        attendee name, participant, vollständiger name, ansprechpartner, kontakt, nom, nom complet,
        nombre, nombre completo, nome, nome completo, naam, volledige naam, imię i nazwisko, 氏名,
        名前, お名前""",
    "phone": """phone, telephone, phone number, tel, mobile, mobile phone, mobile number, cell, cell
        phone, telefon, telefonnummer, handy, handynummer, mobil, rufnummer, téléphone, portable,
        numéro de téléphone, teléfono, móvil, telefono, cellulare, telefone, celular, telefoon,
        telefoonnummer, mobiel, numer telefonu, komórka, 電話, 電話番号""",
    "company": """company, company name, organization, organisation, employer, account, firm,
        business, firma, unternehmen, firmenname, entreprise, société, empresa, compañía, azienda,
        società, bedrijf, bedrijfsnaam, spółka, 会社, 会社名""",
    "job_title": """job title, jobtitle, title, position, role, job, beruf, funktion, poste,
        fonction, cargo, puesto, ruolo, posizione, função, functie, stanowisko, 役職""",
    "country": "country, land, pays, país, paese, kraj, 国",
    "product_interest": """product interest, product interests, interest, interests, interested in,
        product, products, product of interest, produkt, produkte, produktinteresse, interesse,
        interesse an, produit, produit d'intérêt, intérêt, producto, producto de interés, interés,
        prodotto, prodotto di interesse, produto, produto de interesse, productinteresse,
        zainteresowanie, 製品, 興味のある製品""",
    "event": """event, event name, fair, trade show, conference, veranstaltung, messe, événement,
        salon, evento, feria, fiera, feira, evenement, beurs, wydarzenie, targi, イベント""",
    "notes": """notes, note, comment, comments, remarks, message, bemerkung, bemerkungen, notiz,
        notizen, kommentar, commentaire, commentaires, remarque, notas, comentarios, commenti,
        observações, opmerkingen, uwagi, 備考, メモ""",
    "captured_at": """captured at, captured, date, timestamp, created, created at, scanned at, scan
        date, date captured, datum, erfasst am, zeitstempel, date de capture, fecha, data, 日付""",
    "source": "source, lead source, quelle, origine, origen, fonte, origem, bron, źródło",
    "owner": "owner, sales rep, assigned to, account manager, betreuer, verantwortlich",
    "tags": "tags, tag, labels, schlagworte, étiquettes, etiquetas",
}
LOOKED_AT = 30
_ENOUGH_ALONE = frozenset({"email", "phone", "product_interest"})
_FILLERS = frozenset("your the ihre ihr votre su il seu uw required customer lead client".split())
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_NOT_WORDS = re.compile(r"[\W_]+")


def folded(header: str) -> str:
    """Lower case, no accents on Latin letters, words apart by one space."""
    plain = unicodedata.normalize("NFKD", _CAMEL.sub(" ", header)).casefold()
    bare = "".join(letter for letter in plain if not "\u0300" <= letter <= "\u036f")
    return _NOT_WORDS.sub(" ", unicodedata.normalize("NFC", bare)).strip()


_KNOWN = {
    folded(name): field for field, names in reversed(_NAMES.items()) for name in names.split(",")
}


def field_of(header: str) -> str | None:
    """The canonical field a header names, or None."""
    if len(header) > 60 or "@" in header:
        return None
    words = folded(header)
    bare = " ".join(word for word in words.split() if word not in _FILLERS)
    return _KNOWN.get(words) or _KNOWN.get(bare)


def find(first: Sequence[Row]) -> int | None:
    """The place of the header row among a sheet's first rows: the one that names most fields."""
    named = [len(_fields(row)) for row in first]
    best = max(range(len(first)), key=named.__getitem__, default=None)
    if best is None or not named[best]:
        return None
    return best if named[best] > 1 or _fields(first[best]) & _ENOUGH_ALONE else None


def columns(header: Row) -> tuple[dict[int, str], dict[int, str]]:
    """Columns by canonical field, and the others by their own header. Both in order of columns."""
    known: dict[int, str] = {}
    others: dict[int, str] = {}
    for column, text in sorted(header.values.items()):
        field = field_of(text)
        if field:
            known[column] = field
        else:
            name = " ".join(text.split())[:100]
            again = f"{name} ({column + 1})" if name in others.values() else name
            others[column] = again
    return known, others


def _fields(row: Row) -> set[str]:
    return {field for text in row.values.values() if (field := field_of(text))}
