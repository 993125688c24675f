"""Distinct people with distinct addresses under reserved domains, and the messages they write."""

import json

FIRST = (
    "Lena", "Jonas", "Amélie", "Hugo", "Lucía", "Mateo", "Grace", "Owen", "Ingrid", "Pavel",
    "Chiara", "Nils", "Sofia", "Theo", "Marta", "Arjun", "Yuki", "Omar", "Elif", "Bram",
    "Clara", "Felix", "Nora", "Samuel", "Petra", "Ravi", "Julia", "Karim", "Anna", "Tomas",
    "Beatriz",
)  # fmt: skip
LAST = (
    "Brandt", "Keller", "Moreau", "Lefèvre", "Ortega", "Vidal", "Whitfield", "Carter", "Lindqvist",
    "Novak", "Ricci", "Hansen", "Almeida", "Fischer", "Kowalska", "Mehta", "Tanaka", "Haddad",
    "Yilmaz", "Visser", "Schubert", "Dubois", "Navarro", "Ellis", "Horváth", "Iyer", "Weber",
)  # fmt: skip
FIRMS = (
    "Nordlicht Logistik", "Harbour Analytics", "Atelier Vauban", "Cobalto Sistemas", "Fjord Foods",
    "Kestrel Insurance", "Talweg Ingénierie", "Meridian Dental", "Quarz Maschinenbau",
    "Sable Studio", "Puerto Claro", "Brightwell Schools", "Ostwind Energie",
)  # fmt: skip
MESSAGES = (
    "Hello, we are {n} people and would like to see a demo next week. Which day suits you?",
    "What does the business plan cost for {n} users, billed yearly? Is there a discount?",
    "We want to order {n} licences before the end of the quarter. Please send a firm quote.",
    "Does your product connect to our ERP by API, and can {n} colleagues work at the same time?",
    "Our last invoice shows {n} seats although we cancelled five of them. Please correct it.",
    "Guten Tag, wir sind ein Team von {n} Personen und hätten gern eine Vorführung per Video.",
    "Wie hoch ist der Preis für {n} Arbeitsplätze, und wie lange ist die Laufzeit des Vertrags?",
    "Bonjour, nous sommes {n} et nous aimerions une démonstration la semaine prochaine.",
    "Quel est le prix pour {n} utilisateurs, et peut-on payer au mois ?",
    "Hola, somos un equipo de {n} personas. ¿Podemos ver una demostración el jueves?",
    "¿Cuánto cuesta el plan para {n} usuarios al mes?",
    (
        "Our agency has {n} clients like you describe; we would like to resell your product. "
        "Who should we talk to about partner terms?"
    ),
    "Can it route enquiries by country and language? Today {n} of them wait for days with us.",
)
SEARCHES = ("keller", "nordlicht", "amélie", "cobalto", "tanaka", "bench.000123", "vauban", "mehta")


def address(index: int, tag: str) -> str:
    """The address that belongs to one index and nobody else; `tag` keeps runs apart."""
    return f"{tag}.{index:06d}@firm-{index % 997}.example.com"


def body(index: int, tag: str) -> bytes:
    """One submission as JSON. Strides are prime to each other, so that combinations vary."""
    return json.dumps(
        {
            "name": f"{FIRST[index % len(FIRST)]} {LAST[index % len(LAST)]}",
            "email": address(index, tag),
            "company": f"{FIRMS[index % len(FIRMS)]} {index % 997}",
            "message": MESSAGES[(index // 7) % len(MESSAGES)].format(n=3 + index % 240),
        },
        ensure_ascii=False,
    ).encode()
