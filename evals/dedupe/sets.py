"""The corrupted set: a base, and people coming of whom we know who they are."""

from dataclasses import dataclass

from corruptions import EASY, HARD, MEDIUM, married, new_employer, phone_format

from people import NAMES, Record, World, latin

_CODES = {"DE": "Germany"}
_TWO_NAMES = {
    "Martin": "Martina", "Andrea": "Andreas", "Daniel": "Daniela", "Simon": "Simone", "Paul": "Paula",
    "Hans": "Heinz", "Michael": "Michaela", "Christian": "Christina", "John": "James", "Peter": "Petra",
    "Maria": "Mario", "Frances": "Francis", "Carl": "Carla", "Julian": "Juliana", "Eric": "Erica",
}  # fmt: skip


@dataclass(frozen=True)
class Coming:
    record: Record
    truth: str | None
    kind: str


@dataclass(frozen=True)
class Drawn:
    base: list[Record]
    coming: list[Coming]


def draw(seed: int, base_size: int, coming_size: int) -> Drawn:
    """Half are known under some corruption, a sixth are the usual cases, the rest are new."""
    world = World(seed, firms=max(base_size // 12, 20))
    base = [world.person(number) for number in range(base_size)]
    coming: list[Coming] = []
    usual = _usual_cases(world, base)
    while len(coming) < coming_size:
        die = world.random.random()
        if die < 0.5:
            coming.append(_known(world, base))
        elif die < 0.67:
            coming.append(next(usual))
        else:
            coming.append(Coming(world.person(0), None, "stranger"))
    taken = {record.email for record in base} - {""}
    coming = [
        c for c in coming if c.truth or c.kind == "shared mailbox" or c.record.email not in taken
    ]
    return Drawn(
        base, [Coming(c.record.but(id=f"i{n}"), c.truth, c.kind) for n, c in enumerate(coming)]
    )


def _known(world: World, base: list[Record]) -> Coming:
    draw, record = world.random, world.random.choice(base)
    kind = draw.choice(("easy", "medium", "hard"))
    chosen = {
        "easy": draw.sample(EASY, 2),
        "medium": [*draw.sample(MEDIUM, 1), *draw.sample(EASY, 1)],
        "hard": [*draw.sample(HARD, 3), *draw.sample(EASY, 1)],
    }[kind]
    coming = record
    for corrupt in chosen:
        coming = corrupt(coming, world)
    return Coming(coming, record.id if _can_be_known(coming, record) else None, kind)


def _can_be_known(coming: Record, record: Record) -> bool:
    """Where all that tells the person is gone, nobody could know: it counts as new."""
    has_name = bool(coming.first_name.strip() or coming.last_name.strip())
    return (has_name and bool(coming.email or coming.phone or coming.company)) or (
        bool(coming.email) and coming.email.casefold() == record.email.casefold()
    )


def _usual_cases(world: World, base: list[Record]):  # noqa: ANN202
    """Endless: same people with a new life, and other people with the same things."""
    while True:
        yield from (case for case in _same_person(world, base) if case)
        yield from (case for case in _other_person(world, base) if case)


def _same_person(world: World, base: list[Record]):  # noqa: ANN202
    def mobile_owner() -> Record:
        while True:
            one = world.random.choice(base)
            boards = {firm.switchboard for firm in world.firms}
            if one.phone and one.phone not in boards and one.email:
                return one

    one = mobile_owner()
    yield Coming(married(one, world), one.id, "new surname")
    one = mobile_owner()
    yield Coming(new_employer(one, world), one.id, "new employer")
    one = mobile_owner()
    yield Coming(
        phone_format(new_employer(one, world), world).but(country=one.country),
        one.id,
        "new employer",
    )


def _other_person(world: World, base: list[Record]):  # noqa: ANN202
    draw = world.random
    one = draw.choice([r for r in draw.sample(base, 60) if r.company and r.email] or base)
    firm = next((f for f in world.firms if r_domain(one) == f.domain), world.firms[0])
    other = world.person(0, firm)
    yield Coming(
        other.but(phone=one.phone or firm.switchboard, company=one.company), None, "switchboard"
    )
    other = world.person(0, firm).but(last_name=one.last_name)
    mail = world.address(other.first_name, other.last_name, firm)
    if other.first_name != one.first_name and mail != one.email:
        yield Coming(other.but(email=mail, phone=one.phone), None, "household")
    mark = draw.choice(("Jr.", "jun.", "II"))
    own = f"{latin(one.last_name) or 'x'}2@{firm.domain}"
    yield Coming(one.but(last_name=f"{one.last_name} {mark}", email=own), None, "father and son")
    same_letter = [
        g
        for g in NAMES[firm.country]["given"]
        if g[:1] == one.first_name[:1] and g != one.first_name
    ]
    if same_letter and "|" not in same_letter[0]:
        son = draw.choice(same_letter)
        yield Coming(one.but(first_name=son, email="", phone=one.phone), None, "same initials")
    shared = world.person(0, firm)
    yield Coming(shared.but(email=one.email, id="x"), None, "shared mailbox")
    twin = _TWO_NAMES.get(one.first_name)
    if twin:
        yield Coming(
            one.but(first_name=twin, email=world.address(twin, one.last_name, firm)),
            None,
            "two names",
        )
    stranger = world.person(0)
    yield Coming(stranger.but(first_name=one.first_name, last_name=one.last_name), None, "namesake")


def r_domain(record: Record) -> str:
    return record.email.partition("@")[2]
