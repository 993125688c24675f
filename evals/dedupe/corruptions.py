"""What happens to a person's data between two doors, from a comma to a new life."""

import random
import re
from collections.abc import Callable

from anyascii import anyascii

from people import COUNTRIES, FORMS, NAMES, Record, World, latin

Corruption = Callable[[Record, World], Record]
_NEAR = dict(zip("qwertyuiopasdfghjklzxcvbnm", "wertyuiopqsdfghjklaxcvbnmz", strict=True))
_CODE = {name: code for code, (name, _) in COUNTRIES.items()}
_RUSSIAN = {"Ж": "J", "ж": "j", "х": "h", "Х": "H", "ц": "tz", "ч": "tch", "Ч": "Tch", "Ш": "Sch", "ш": "sch",
            "щ": "schtsch", "й": "i", "Ю": "Iu", "ю": "iu", "Я": "Ia", "я": "ia", "в": "w", "В": "W",
            "ё": "e", "ы": "y", "ь": "", "ъ": "", "Щ": "Schtsch"}  # fmt: skip


_SHORTER = {
    "Manufacturing": "Mfg", "Technologies": "Tech", "Systems": "Sys.", "Engineering": "Engr.",
    "Partners": "& Partners", "Consulting": "Consultants",
}  # fmt: skip


def slip(text: str, draw: random.Random) -> str:
    """One keystroke wrong, not in the first letter four times of five."""
    if len(text) < 4:
        return text
    at = draw.randint(0 if draw.random() < 0.2 else 1, len(text) - 2)
    kind = draw.randint(0, 4)
    if kind == 0:
        return text[:at] + text[at + 1 :]
    if kind == 1:
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    if kind == 2:
        return text[:at] + text[at] + text[at:]
    letter = _NEAR.get(text[at].lower(), text[at])
    return text[:at] + letter + text[at + (kind == 3) :]


def case(r: Record, w: World) -> Record:
    turn = w.random.choice((str.upper, str.lower, lambda s: f"  {s} "))
    return r.but(
        first_name=turn(r.first_name), last_name=turn(r.last_name), company=turn(r.company)
    )


def phone_format(r: Record, w: World) -> Record:
    digits = re.sub(r"\D", "", r.phone)
    if not digits:
        return r
    code = COUNTRIES.get(_CODE.get(r.country, ""), ("", ""))[1]
    if code and digits.startswith(code) and r.country != "Italy":
        national = digits[len(code) :]
        trunk = "" if code in ("1", "34", "48", "30", "39") else "0"
        return r.but(phone=f"{trunk}{national[:3]}/{national[3:]}")
    return r.but(phone=f"00{digits}" if w.random.random() < 0.5 else f"+{digits}")


def mail_format(r: Record, _: World) -> Record:
    local, _, host = r.email.partition("@")
    if not host:
        return r
    if host == "gmail.com":
        return r.but(email=f"{local.replace('.', '')}+news@googlemail.com")
    return r.but(email=f"{local.title()}@{host.upper()}")


def form(r: Record, w: World) -> Record:
    code = _CODE.get(r.country, "US")
    for legal in FORMS[code].split("|"):
        if r.company.endswith(f" {legal}"):
            bare = r.company.removesuffix(f" {legal}")
            return r.but(
                company=w.random.choice((bare, f"{bare}, {legal.replace('.', '')}", bare.upper()))
            )
    return r


def abbreviation(r: Record, w: World) -> Record:
    for long, short in _SHORTER.items():
        if long in r.company:
            return r.but(company=r.company.replace(long, short))
    words = r.company.split()
    return r.but(company=" ".join(words[:2])) if len(words) > 2 else form(r, w)


def nickname(r: Record, w: World) -> Record:
    known = NAMES["nicknames"].get(_CODE.get(r.country, "US"), {}).get(r.first_name)
    return r.but(first_name=w.random.choice(known)) if known else r


def initial(r: Record, _: World) -> Record:
    return r.but(first_name=f"{r.first_name[:1]}.") if r.first_name.isascii() else r


def middle(r: Record, w: World) -> Record:
    return r.but(first_name=f"{r.first_name} {w.random.choice('ABCDEFGHJKLMRST')}.")


def swap(r: Record, _: World) -> Record:
    return r.but(first_name=r.last_name, last_name=r.first_name)


def one_field(r: Record, w: World) -> Record:
    how = w.random.randint(0, 2)
    if how == 0:
        return r.but(first_name=f"{r.first_name} {r.last_name}", last_name="")
    title = w.random.choice(("Dr. ", "Mr ", "Prof. ", "Frau "))
    if how == 1:
        return r.but(first_name=title + r.first_name)
    return r.but(first_name="", last_name=f"{r.last_name}, {r.first_name}")


def first_slip(r: Record, w: World) -> Record:
    return r.but(first_name=slip(r.first_name, w.random))


def last_slip(r: Record, w: World) -> Record:
    return r.but(last_name=slip(r.last_name, w.random))


def mail_slip(r: Record, w: World) -> Record:
    local, _, host = r.email.partition("@")
    if not host:
        return r
    return r.but(
        email=f"{slip(local, w.random)}@{host}"
        if w.random.random() < 0.5
        else f"{local}@{slip(host, w.random)}"
    )


def plain_letters(r: Record, w: World) -> Record:
    german = str.maketrans(
        {"ü": "ue", "ö": "oe", "ä": "ae", "ß": "ss", "Ü": "Ue", "Ö": "Oe", "å": "aa", "ø": "oe"}
    )
    turn = (lambda s: anyascii(s.translate(german))) if w.random.random() < 0.5 else anyascii
    if re.search(r"[\u0400-\u04ff]", r.last_name):
        turn = lambda s: anyascii("".join(_RUSSIAN.get(c, c) for c in s))  # noqa: E731
    if re.search(r"[\u3040-\u9fff]", r.last_name):
        return r
    return r.but(first_name=turn(r.first_name), last_name=turn(r.last_name), city=turn(r.city))


def double_surname(r: Record, w: World) -> Record:
    words = r.last_name.replace("-", " ").split()
    if len(words) > 1:
        return r.but(last_name=words[-1])
    return r.but(last_name=f"{r.last_name}-{w.surname(_CODE.get(r.country, 'US')).split('|')[0]}")


def title(r: Record, w: World) -> Record:
    return r.but(job_title=w.random.choice(NAMES["jobs"]))


def lost(*fields: str) -> Corruption:
    def lose(r: Record, w: World) -> Record:
        return r.but(**{w.random.choice(fields): ""})

    return lose


def new_mobile(r: Record, w: World) -> Record:
    return r.but(phone=w.number(_CODE.get(r.country, "US"), "own"))


def private_mail(r: Record, w: World) -> Record:
    one, two = latin(r.first_name) or "me", latin(r.last_name) or "x"
    host = w.random.choice(("gmail.com", "outlook.com", "icloud.com"))
    return r.but(email=f"{one}{w.random.choice(('.', '', '_'))}{two}@{host}")


def new_employer(r: Record, w: World) -> Record:
    firm = w.random.choice(w.firms)
    mail = w.address(r.first_name, r.last_name, firm)
    return r.but(company=f"{firm.name} {firm.form}", email=mail, job_title=w.random.choice(NAMES["jobs"]),
                 city=firm.city if w.random.random() < 0.5 else r.city)  # fmt: skip


def married(r: Record, w: World) -> Record:
    new = w.surname(_CODE.get(r.country, "US")).split("|")[0]
    kept = r.but(last_name=new)
    local, _, host = r.email.partition("@")
    old = latin(r.last_name)
    if host and w.random.random() < 0.5 and old in local:
        return kept.but(email=f"{local.replace(old, latin(new) or 'x')}@{host}")
    return kept


EASY: tuple[Corruption, ...] = (
    case,
    phone_format,
    mail_format,
    form,
    lost("job_title", "city", "country"),
    title,
)
MEDIUM: tuple[Corruption, ...] = (
    nickname, initial, middle, one_field, first_slip, last_slip, abbreviation, plain_letters,
    lost("phone", "company", "email"), mail_slip, private_mail, double_surname, swap,
)  # fmt: skip
HARD: tuple[Corruption, ...] = (
    first_slip, last_slip, nickname, swap, plain_letters, lost("email"), lost("phone"), lost("company"),
    private_mail, new_mobile, abbreviation, initial, double_surname, mail_slip, one_field,
)  # fmt: skip
