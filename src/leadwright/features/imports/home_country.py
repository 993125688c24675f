"""The country of a file whose numbers name none: by what its rows say, else by its headers' language."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Final, NamedTuple

import phonenumbers

from leadwright.features.imports.cleaning.phones import written_american
from leadwright.features.imports.mapping.headers import plain

_BETWEEN: Final = re.compile(r"\s*[;,|]\s*|\s+/\s+")
_SAMPLE: Final = 200
_SHORTEST: Final = 6
_FITS: Final = 0.8
_SPOKEN: Final = {
    "DE": "vorname nachname familienname firma unternehmen telefon telefonnummer handy rufnummer anrede"
    " ansprechpartner produktinteresse datum bemerkung bemerkungen land interesse",
    "FR": "billet acheteur civilite"
    " prenom nom societe entreprise telephone portable courriel adresse poste fonction pays remarques",
    "ES": "nombre apellido apellidos empresa telefono movil correo cargo pais fecha notas",
    "IT": "nominativo prodotto"
    " nome cognome azienda societa telefono cellulare ruolo paese nazione data referente",
    "NL": "aanhef tussenvoegsel voorletters roepnaam organisatie mailadres woonplaats relatie plaats"
    " belangstelling"
    " voornaam achternaam bedrijf telefoonnummer telefoon mobiel functie opmerkingen datum naam",
    "PL": "imie nazwisko firma telefon komorka stanowisko kraj uwagi data tytul"
    " instytucja zgoda zainteresowany zainteresowanie zrodlo opiekun",
    "PT": "nome apelido sobrenome empresa telefone telemovel celular cargo pais observacoes morada cidade"
    " interesse estado responsavel produto cadastro",
    "JP": "氏名 お名前 会社名 電話番号 携帯番号 携帯電話 メールアドレス 部署 役職 姓 名 備考"
    " 貴社名 御社名 ご芳名 ご所属 お役職 来場日 メール 電話 ご関心のある製品 フリガナ",
    "SE": "fornamn efternamn foretag epost telefonnummer mobilnummer ovrigt intresserad anteckningar",
    "DK": "fornavn efternavn virksomhed telefonnummer mobilnummer bemaerkninger interesseret",
    "NO": "fornavn etternavn bedrift selskap telefonnummer mobilnummer merknader interessert",
    "FI": "etunimi sukunimi nimi yritys puhelin puhelinnumero sahkoposti matkapuhelin huomautukset",
    "CZ": "jmeno prijmeni spolecnost poznamka pozice zajem zeme",
    "SK": "meno priezvisko spolocnost poznamka pozicia zaujem krajina",
    "HU": "nev vezeteknev keresztnev ceg cegnev telefonszam beosztas megjegyzes orszag",
    "RO": "nume prenume companie telefon functie observatii tara",
    "TR": "ad soyad adi soyadi sirket gorev unvan eposta notlar ulke",
    "CN": "姓名 公司 公司名称 手机 手机号 电话 邮箱 职位 备注 意向产品",
    "GR": "ονομα επωνυμο εταιρεια κινητο τηλεφωνο θεση σχολια",
    "RU": "имя фамилия компания телефон должность фио организация",
    "KR": "이름 성명 회사 회사명 전화번호 휴대폰 이메일 직책 비고",
}
"""Words of headers by the country that their language points to; English points to several, some
of the others too (`_ALSO`)."""
_ALSO: Final = {
    "PT": ("BR",),
    "NL": ("BE",),
    "DE": ("AT", "CH"),
    "FR": ("BE", "CH"),
    "ES": ("MX", "AR"),
}
"""Where the language is at home as well: asked where the numbers fit there and not in the first."""


class Vote(NamedTuple):
    """What a row says of its country: by itself (`stated`), or only by a number with its code."""

    region: str | None = None
    stated: bool = False
    national: str | None = None


def country_of(headers: Iterable[str], votes: Iterable[Vote]) -> str | None:
    """The country for numbers that name none; None where nothing speaks for one.

    People at home write numbers without a code and guests write theirs with it, so a few codes
    among many numbers without say where the guests are from.
    """
    national: list[str] = []
    without, coded = 0, Counter[str]()
    stated = Counter[str]()
    for vote in votes:
        if vote.region:
            (stated if vote.stated else coded)[vote.region] += 1
        elif vote.national:
            without += 1
            if without <= _SAMPLE:
                national.append(vote.national)
    said = stated if 2 * coded.total() < without else stated + coded
    if said:
        ((region, times), *_) = said.most_common(1)
        if times * 2 > said.total():
            return region
    spoken = _spoken(headers)
    fitting = [region for region in spoken if _fit(national, region)]
    if len(fitting) == 1:
        return fitting[0]
    for region in _ALSO.get(spoken[0], ()) if len(spoken) == 1 else ():
        if _fit(national, region):
            return region
    american = sum(written_american(text) for text in national) * 2 > len(national)
    return "US" if american and _fit(national, "US") else None


@cache
def _own_words() -> dict[str, set[str]]:
    """Spelled as headers are when they are compared."""
    return {region: {plain(word) for word in own.split()} for region, own in _SPOKEN.items()}


def _spoken(headers: Iterable[str]) -> list[str]:
    """The country of the headers' language; several where they are words of several (`Firma | Telefon`)."""
    words = {word for header in headers for word in plain(header).split()}
    found = Counter({region: len(words & own) for region, own in _own_words().items()})
    most = max(found.values())
    at_least = 2  # one word is a coincidence
    return [region for region, times in found.items() if times == most] if most >= at_least else []


def _fit(numbers: Sequence[str], region: str) -> bool:
    return bool(numbers) and sum(_is_one(text, region) for text in numbers) >= _FITS * len(numbers)


def _is_one(text: str, region: str) -> bool:
    """Whether the first number of the cell is one of the region."""
    text = text.strip(" '")
    first = _BETWEEN.split(text)[0]
    if sum(char.isdigit() for char in first) < _SHORTEST:  # an area's code: "040 / 66969304"
        first = text
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(first, region))
    except phonenumbers.NumberParseException:
        return False
