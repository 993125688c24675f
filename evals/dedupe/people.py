"""Made-up business people of fifteen countries, with firms, addresses and telephone numbers."""

import json
import random
import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from anyascii import anyascii

NAMES: dict[str, Any] = json.loads((Path(__file__).parent / "names.json").read_text("utf-8"))
COUNTRIES = {
    "US": ("United States", "1"), "GB": ("United Kingdom", "44"), "DE": ("Germany", "49"),
    "FR": ("France", "33"), "ES": ("Spain", "34"), "IT": ("Italy", "39"), "BR": ("Brazil", "55"),
    "NL": ("Netherlands", "31"), "PL": ("Poland", "48"), "RU": ("Russia", "7"),
    "GR": ("Greece", "30"), "JP": ("Japan", "81"), "TR": ("Turkey", "90"), "SE": ("Sweden", "46"),
    "IN": ("India", "91"),
}  # fmt: skip
WEIGHTS = (18, 12, 16, 8, 8, 6, 5, 5, 5, 4, 2, 3, 3, 3, 6)
FORMS = {
    "US": "Inc.|LLC|Corp.|Co.", "GB": "Ltd|Limited|PLC|LLP", "DE": "GmbH|AG|GmbH & Co. KG|UG|e.K.",
    "FR": "SARL|SAS|S.A.", "ES": "S.L.|S.A.|SLU", "IT": "S.r.l.|S.p.A.|SNC", "BR": "Ltda.|S.A.",
    "NL": "B.V.|N.V.", "PL": "Sp. z o.o.|S.A.", "RU": "OOO|AO", "GR": "A.E.|E.P.E.",
    "JP": "K.K.|Co., Ltd.", "TR": "A.Ş.|Ltd. Şti.", "SE": "AB", "IN": "Pvt. Ltd.|Limited",
}  # fmt: skip
_STEMS = (
    "Nordic Alpine Blue Silver Quantum Vertex Harbor Granite Solar Delta Prime Cedar Falcon Orbit Union "
    "Pioneer "
    "Summit River Metro Crystal Atlas Beacon Copper Ember Fjord Garnet Helix Indigo Juniper Kestrel Lumen "
    "Maple "
    "Nimbus Onyx Pacific Quarry Raven Sable Tidal Umber Vega Willow Xenon Yarrow Zephyr Aurora Bristol Cobalt"
).split()
_TRADES = (
    "Systems Logistics Foods Engineering Medical Software Consulting Textiles Energy Packaging Media Optics "
    "Robotics Insurance Bearings Coatings Pharma Tools Motors Analytics Partners Manufacturing Technologies"
).split()
_FREE = {"DE": "gmx.de|web.de|t-online.de|gmail.com", "FR": "orange.fr|gmail.com|free.fr"}


@dataclass(frozen=True)
class Firm:
    name: str
    form: str
    domain: str
    country: str
    city: str
    switchboard: str


@dataclass(frozen=True)
class Record:
    id: str
    first_name: str
    last_name: str
    email: str
    phone: str
    company: str
    job_title: str
    city: str
    country: str

    def but(self, **changes: str) -> "Record":
        return replace(self, **changes)


def latin(text: str) -> str:
    return re.sub(r"[^a-z]", "", anyascii(text).lower())


class World:
    """Draws people; the same seed draws the same ones."""

    def __init__(self, seed: int, firms: int) -> None:
        self.random = random.Random(seed)
        self.firms = [self._firm(number) for number in range(firms)]

    def _firm(self, number: int) -> Firm:
        draw = self.random
        country = draw.choices(list(COUNTRIES), WEIGHTS)[0]
        surname = draw.choice(NAMES[country]["surnames"]).split("|")[-1]
        base = draw.choice(_STEMS) if draw.random() < 0.6 else anyascii(surname).title()
        more = f" {draw.choice(_STEMS)}" if draw.random() < 0.3 else ""
        name = f"{base}{more} {draw.choice(_TRADES)}"
        if number > len(_STEMS) * 20:
            name = f"{name} {draw.choice(_STEMS)}"
        label = latin(name) if draw.random() < 0.6 else latin(name.split()[0]) + str(number)[:3]
        top = draw.choice(("com", country.lower(), country.lower()))
        city = draw.choice(NAMES[country]["cities"])
        form = draw.choice(FORMS[country].split("|"))
        return Firm(name, form, f"{label}.{top}", country, city, self.number(country, "board"))

    def number(self, country: str, kind: str) -> str:
        draw = self.random
        digits = lambda n: "".join(draw.choices("0123456789", k=n))  # noqa: E731
        nonzero = str(draw.randint(2, 9))
        code = COUNTRIES[country][1]
        if kind == "board":
            return f"+{code} {nonzero}{digits(2)} {nonzero}{digits(3)}" + draw.choice(
                ("00", "-0", digits(2))
            )
        mobile = {
            "DE": "17" + draw.choice("0125679"),
            "GB": "7" + nonzero,
            "FR": "6",
            "US": "30" + nonzero,
        }
        return f"+{code} {mobile.get(country, '6')}{nonzero}{digits(2)} {digits(5)}"

    def given(self, country: str) -> str:
        """As in life: some names are borne by many."""
        known = NAMES[country]["given"]
        return known[min(int(self.random.expovariate(3.2) * len(known)), len(known) - 1)]

    def surname(self, country: str) -> str:
        known = NAMES[country]["surnames"]
        return known[min(int(self.random.expovariate(2.2) * len(known)), len(known) - 1)]

    def person(self, number: int, firm: Firm | None = None) -> Record:
        draw = self.random
        firm = firm or draw.choice(self.firms)
        given, surname = self.given(firm.country), self.surname(firm.country)
        first, last = given.split("|")[0], surname.split("|")[0]
        spelled = given.split("|")[-1], surname.split("|")[-1]
        if firm.country in ("ES", "BR") and draw.random() < 0.4:
            last = f"{last} {self.surname(firm.country).split('|')[0]}"
        if draw.random() < 0.06:
            first = f"{first}{draw.choice('- ')}{self.given(firm.country).split('|')[0]}"
        email = self.address(spelled[0], spelled[1], firm)
        kind = draw.random()
        phone = (
            firm.switchboard
            if kind < 0.25
            else self.number(firm.country, "own")
            if kind < 0.8
            else ""
        )
        return Record(
            id=f"b{number}", first_name=first, last_name=last, email=email if draw.random() < 0.92 else "",
            phone=phone, company=f"{firm.name} {firm.form}" if draw.random() < 0.93 else "",
            job_title=draw.choice(NAMES["jobs"]) if draw.random() < 0.7 else "",
            city=firm.city if draw.random() < 0.8 else "",
            country=COUNTRIES[firm.country][0] if draw.random() < 0.85 else "",
        )  # fmt: skip

    def address(self, first: str, last: str, firm: Firm) -> str:
        draw, one, two = self.random, latin(first) or "x", latin(last) or "y"
        if draw.random() < 0.2:
            host = draw.choice(
                _FREE.get(firm.country, "gmail.com|outlook.com|yahoo.com").split("|")
            )
            tail = str(draw.randint(1, 99)) if draw.random() < 0.5 else ""
            return draw.choice(
                (
                    f"{one}.{two}{tail}@{host}",
                    f"{one}{two[:3]}{tail}@{host}",
                    f"{two}{one}{tail}@{host}",
                )
            )
        style = sum(map(ord, firm.domain)) % 4
        local = (f"{one}.{two}", f"{one[0]}.{two}", f"{one[0]}{two}", f"{two}.{one}")[style]
        return f"{local}@{firm.domain}"
