"""A base of people in memory, found by their keys as the database finds them."""

from collections import Counter
from collections.abc import Iterable

from leadwright.features.identity.keys import MOST_COMPARED, MOST_HOLDERS, keys
from leadwright.features.identity.person import Person


class Base:
    """People by key. Candidates are those who share the most keys, then by their order."""

    def __init__(self, people: Iterable[Person]) -> None:
        self._people = list(people)
        self._holders: dict[int, list[int]] = {}
        for number, person in enumerate(self._people):
            for key in keys(person):
                self._holders.setdefault(key, []).append(number)

    def candidates(self, person: Person) -> list[Person]:
        """Who may be the same person, the likeliest first."""
        shared: Counter[int] = Counter()
        for key in keys(person):
            holders = self._holders.get(key, ())
            if len(holders) <= MOST_HOLDERS:
                shared.update(holders)
        if len(shared) > MOST_COMPARED:
            ranked = sorted(shared, key=lambda number: (-shared[number], number))
            return [self._people[number] for number in ranked[:MOST_COMPARED]]
        return [self._people[number] for number in shared]
