"""What a field's name means: the words of forms, in nine languages.

A name is folded to bare letters. Where that says nothing, the words of a question around it are
left out ("What is your full name?", "Wie lautet Ihre E-Mail-Adresse?") and it is asked again; a
meaning found that way is taken only with a value that looks the part.
"""

import re
import unicodedata
from functools import lru_cache

ALIASES: dict[str, str] = {
    "name": (
        "name fullname yourname contactname firstandlastname firstnameandlastname"
        " vorundnachname vornameundnachname vollstandigername ansprechpartner heissen nom nomcomplet"
        " nometprenom prenometnom nombre nombrecompleto nombreyapellido nombreyapellidos nome"
        " nomecompleto nomeecognome nomeesobrenome naam volledigenaam voorenachternaam"
        " voornaamenachternaam imieinazwisko 名前 お名前 氏名 ご氏名 担当者名 ご担当者名"
    ),
    "first_name": (
        "firstname fname givenname vorname prenom primernombre primeironome voornaam imie 名"
    ),
    "last_name": (
        "lastname lname surname familyname nachname familienname nomfamille apellido apellidos"
        " cognome sobrenome apelido achternaam nazwisko 姓"
    ),
    "email": (
        "email emailaddress mail mailaddress youremail workemail workmail businessmail businessemail"
        " companyemail"
        " contactemail replyto emailadresse mailadresse geschaftlicheemail geschaftlicheemailadresse"
        " adresseemail adressemail courriel adressecourriel adresseelectronique"
        " emailprofessionnel correo correoelectronico direccionemail direccioncorreo"
        " direccioncorreoelectronico indirizzoemail indirizzomail postaelettronica emailaziendale"
        " emailcorporativo emailprofissional enderecoemail enderecomail correioeletronico"
        " emailadres mailadres"
        " zakelijkeemail adresemail adrespocztyelektronicznej emailsluzbowy"
        " メール メールアドレス eメール 電子メール"
    ),
    "phone": (
        "phone phonenumber phoneno tel telephone telephonenumber telno mobile mobilenumber"
        " mobilephone cell cellphone yourphone yourtel contactphone contactnumber workphone"
        " businessphone telefon telefonnummer telefonnr rufnummer handy handynummer mobil"
        " mobilnummer numerotelephone portable telefono numerotelefono movil telefonomovil"
        " cellulare telefone numerotelefone celular telemovel telefoon telefoonnummer mobiel"
        " numertelefonu telefonkontaktowy 電話 電話番号 お電話番号 携帯電話 携帯電話番号"
    ),
    "company": (
        "company companyname organization organisation organizationname organisationname"
        " yourcompany namecompany employer business businessname firma firmenname unternehmen"
        " nameunternehmens entreprise nomentreprise societe nomsociete empresa nombreempresa"
        " nomeempresa azienda nomeazienda societa ragionesociale bedrijf bedrijfsnaam"
        " naambedrijf organisatie nazwafirmy 会社 会社名 御社名 貴社名 企業名 法人名"
    ),
    "message": (
        "message yourmessage comments comment inquiry enquiry question questions body text"
        " description howcanhelp howmayhelp howcanhelpyou howmayhelpyou whatcanhelpwith"
        " nachricht nachrichtuns anfrage anliegen mitteilung kommentar frage"
        " konnenhelfen messages commentaire commentaires demande commentpouvonsnousaider"
        " mensaje consulta comentario comentarios comopodemosayudar"
        " comopodemosayudarle comopodemosayudarte messaggio richiesta domanda commenti"
        " comepossiamoaiutarla comepossiamoaiutarti mensagem duvida pergunta comopodemosajudar"
        " bericht vraag opmerking opmerkingen hoekunnenhelpen hoekunnenwijhelpen wiadomosc"
        " trescwiadomosci tresc zapytanie jakmozemypomoc メッセージ お問い合わせ内容"
        " お問合せ内容 問い合わせ内容 ご質問 ご相談内容 本文 内容"
    ),
    "source": "source leadsource formname",
}

# The words of a question, which name nothing themselves.
_FILLERS = frozenset(
    (
        "hello hi hey so and now thanks what whats is s the a an your you please enter type tell us"
        " we in i my at for of do work with which are best reach to"
        " hallo wie was ist lautet ihr ihre ihren ihnen dein deine der die das den des sie bitte wir ein"
        " geben arbeiten fur bei an welches"
        " quel quelle est votre vos le la les l d de du vous merci pour travaillez"
        " cual es su tu el lo los por favor para que trabaja"
        " qual e il tuo tua suo sua della dello del lavora per"
        " o seu teu da do dos trabalha voce"
        " wat uw je jouw jij u het van werkt welk"
        " jaki jaka jakie jest twoj twoja twoje panstwa pana pani prosze podac nam"
    ).split()
)
_ASIDE = re.compile(r"[(\[（［【].*?[)\]）］】]|必須|任意|ご入力ください|を入力してください")
_WORD = re.compile(r"[^\W\d_]+")
LONGEST = 80


def plain(text: str) -> str:
    """Bare letters: no case, no accents, no marks, no digits."""
    return "".join(_words(text))


def _words(text: str) -> list[str]:
    # ł is a letter of its own to Unicode and an l with a stroke to everybody else.
    folded = unicodedata.normalize("NFKD", text.casefold().replace("ł", "l"))
    bare = "".join(c for c in folded if not unicodedata.combining(c) or c in "\u3099\u309a")
    return _WORD.findall(bare.replace("\u3099", "").replace("\u309a", ""))


_MEANING = {plain(word): field for field, text in ALIASES.items() for word in text.split()}


# Most posts use the plain names, which need no folding.
SAID = {word: field for field, text in ALIASES.items() for word in text.split()}


def meaning(name: str) -> str | None:
    """Which of our fields this name says outright."""
    return SAID.get(name) or both(name)[0]


def asked_for(name: str) -> str | None:
    """Which of our fields a question asks for; to be believed with a fitting value only."""
    return both(name)[1]


def both(name: str) -> tuple[str | None, str | None]:
    """What a name says outright, and what it asks for. Only names of a form's length are remembered."""
    return _remembered(name) if len(name) <= LONGEST else (None, None)


@lru_cache(maxsize=2_000)
def _remembered(name: str) -> tuple[str | None, str | None]:
    said = _MEANING.get(plain(name))
    if said is not None:
        return said, said
    words = _words(_ASIDE.sub(" ", name))
    return None, _MEANING.get("".join(words)) or _MEANING.get(
        "".join(word for word in words if word not in _FILLERS)
    )


_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_CALL = re.compile(r"\+?[\d\s().\-/]{6,}")
_ANSWERS_NOTHING = frozenset({"yes", "no", "true", "false", "on", "ja", "nein", "oui", "non"})


def fits(field: str, text: str) -> bool:
    """Whether a value looks like what a question seemed to ask for."""
    text = text.strip()
    if field == "email":
        return _MAIL.fullmatch(text) is not None
    if field == "phone":
        return _CALL.fullmatch(text) is not None
    if field == "message":
        return True
    return text.casefold() not in _ANSWERS_NOTHING and any(c.isalpha() for c in text)
