"""Posts that wrap their answers: found by what they hold, never by who sent them.

A post whose own fields hold an e-mail address or a phone number is taken as it is. Else the answers
are where they are: in a nested object, in objects that carry their value (`{"title", "value"}`), or
in a list of questions with answers, whose titles may stand in another list under the same id. The
part with the most known fields wins, the outermost of equals; the rest stays with the lead.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from leadwright.features.capture import words

DEEPEST = 6
MOST_PARTS = 100
MOST_ANSWERS = 200
MOST_TITLES = 1_000
WAYS_TO_ANSWER = frozenset({"email", "phone"})
_TITLES = ("label", "title", "question", "name", "fieldName", "field_name", "key")
_VALUES = ("value", "answer", "response", "values", "raw_value")
_NAME_PARTS = {
    "first": 0,
    "firstname": 0,
    "given": 0,
    "middle": 1,
    "last": 2,
    "lastname": 2,
    "family": 2,
}
_TYPES = {"email": "email", "tel": "phone", "phone": "phone", "phonenumber": "phone"}


@dataclass(frozen=True)
class Part:
    """A part of a post that could be its answers: where it stands, and the answers by their titles."""

    path: tuple[str, ...]
    answers: dict[str, Any]

    @property
    def worth(self) -> int:
        """How many known fields it holds; without a way to answer none counts."""
        found = {field for name, value in self.answers.items() if (field := _field(name, value))}
        return len(found) if found & WAYS_TO_ANSWER else 0


def opened(body: Mapping[str, Any]) -> Mapping[str, Any]:
    """The answers by their titles, then what stood around them. A flat post comes back as it is."""
    if not is_nested(body) or any(
        _field(name, value) in WAYS_TO_ANSWER for name, value in body.items()
    ):
        return body
    titles = dict(islice(_titles(body, DEEPEST), MOST_TITLES))
    best = max(_parts(body, titles), key=lambda part: part.worth, default=None)
    if best is None or not best.worth:
        return body
    around = _without(body, best.path)
    return {**best.answers, **dict(_around(around, best.answers))}


def is_nested(body: Mapping[str, Any]) -> bool:
    """Whether any field is more than a plain value."""
    for value in body.values():  # noqa: SIM110 -- every post passes here, and any() costs twice this
        if isinstance(value, (dict, list)):
            return True
    return False


def single(value: Any) -> Any:
    """The one value of a list or of an object that carries it; a name of its parts; else itself."""
    if isinstance(value, list):
        filled = [each for each in value if each not in (None, "")]
        if not filled:
            return None
        one = single(filled[0]) if len(filled) == 1 else value
        return value if isinstance(one, (dict, list)) else one
    if isinstance(value, dict):
        carried = _carried(value)
        return value if carried is None else carried
    return value


def _field(name: str, value: Any) -> str | None:
    """Which known field this is, if it has a text for it."""
    plain = single(value) if isinstance(value, (dict, list)) else value
    if plain in (None, "") or isinstance(plain, (dict, list)):
        return None
    said = words.meaning(name)
    if said is not None:
        return said
    asked = words.asked_for(name)
    return asked if asked and words.fits(asked, str(plain)) else None


def _parts(body: Mapping[str, Any], titles: Mapping[str, str]) -> Iterator[Part]:
    """Every object and list of answers, the outer ones first."""
    queue: list[tuple[tuple[str, ...], Any]] = [((), body)]
    for seen, (path, value) in enumerate(queue):
        if seen >= MOST_PARTS:
            return
        if isinstance(value, Mapping):
            if len(value) <= MOST_ANSWERS:
                yield Part(path, dict(_told(name, each, titles) for name, each in value.items()))
            if len(path) < DEEPEST:
                queue += [
                    ((*path, name), each) for name, each in islice(value.items(), MOST_ANSWERS)
                ]
        elif isinstance(value, list) and (answers := _listed(value, titles)):
            yield Part(path, answers)
        elif isinstance(value, list) and len(value) == 1 and len(path) < DEEPEST:
            queue.append(((*path, "0"), value[0]))


def _told(name: str, value: Any, titles: Mapping[str, str]) -> tuple[str, Any]:
    """One field of an object: its title and its value, where it carries both."""
    if not isinstance(value, dict) or _carried(value) is None:
        return name, value
    title = _title(value, titles)
    return _first_that_means(_kind(value), (title, name)), single(value)


def _listed(items: list[Any], titles: Mapping[str, str]) -> dict[str, Any]:
    """The answers of a list of questions with answers; of any other list nothing."""
    answers: dict[str, Any] = {}
    for item in items[:MOST_ANSWERS]:
        if not isinstance(item, dict):
            return {}
        title, value = _title(item, titles), _answer(item)
        if value is None:
            continue
        name = _first_that_means(_kind(item), (title, *_references(item)))
        if name:
            answers.setdefault(name, value)
    return answers


def _answer(item: dict[str, Any]) -> Any:
    """The value of an answer: named so, or under the name of its type."""
    value = _carried(item)
    if value is None and isinstance(kind := item.get("type"), str):
        value = item.get(kind)
    if isinstance(value, dict):
        value = value.get("label") or value.get("labels") or value.get("other") or value
    return single(value)


def _carried(item: Mapping[str, Any]) -> Any:
    """What an object carries: its value, or a name of its parts. None where it is no such object."""
    for key in _VALUES:
        if key in item:
            return single(item[key]) if isinstance(item[key], list) else item[key]
    parts = {words.plain(key): value for key, value in item.items() if isinstance(value, str)}
    if len(parts) == len(item) and parts.keys() & {"first", "last", "firstname", "lastname"}:
        known = [key for key in parts if key in _NAME_PARTS and parts[key].strip()]
        return " ".join(parts[key] for key in sorted(known, key=_NAME_PARTS.__getitem__)) or None
    return None


def _title(item: Mapping[str, Any], titles: Mapping[str, str]) -> str:
    for key in _TITLES:
        if isinstance(said := item.get(key), str) and said.strip():
            return said.strip()
    return next((titles[each] for each in _references(item) if each in titles), "")


def _references(item: Mapping[str, Any]) -> list[str]:
    """The ids under which a question may be known, the telling ones first."""
    field = item.get("field")
    sources = [item, field] if isinstance(field, dict) else [item]
    found = [each.get(key) for each in sources for key in ("ref", "id", "name", "key")]
    return [each for each in found if isinstance(each, str) and each]


def _titles(value: Any, depth: int) -> Iterator[tuple[str, str]]:
    """The titles of questions by their ids, wherever a post lists its questions."""
    if depth == 0:
        return
    if isinstance(value, Mapping):
        title = next((t for key in _TITLES if isinstance(t := value.get(key), str) and t), "")
        if title:
            yield from ((each, title) for each in _references(value) if each != title)
        for each in value.values():
            yield from _titles(each, depth - 1)
    elif isinstance(value, list):
        for each in value[:MOST_ANSWERS]:
            yield from _titles(each, depth - 1)


def _kind(item: Mapping[str, Any]) -> str | None:
    """The field that the type of a question tells: e-mail and phone alone are sure."""
    field = item.get("field")
    said = item.get("type") or (field.get("type") if isinstance(field, dict) else None)
    if not isinstance(said, str):
        return None
    return _TYPES.get(words.plain(said.lower().removeprefix("input_")))


def _first_that_means(kind: str | None, names: tuple[str, ...]) -> str:
    """The name that tells the most: one with a meaning, else the type's, else the first at all."""
    for name in names:
        if name and (words.meaning(name) or words.asked_for(name)):
            return name
    return kind or next((name for name in names if name), "")


def _without(value: Any, path: tuple[str, ...]) -> Any:
    """The same without the part at the end of the path."""
    if not path:
        return {}
    if isinstance(value, list):
        return []
    rest = {name: each for name, each in value.items() if name != path[0]}
    inner = _without(value[path[0]], path[1:])
    return {**rest, path[0]: inner} if inner else rest


def _around(rest: Mapping[str, Any], answers: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """What stood around the answers, as far as it can be kept; it means none of our fields."""
    for name, value in rest.items():
        if value in (None, {}, []):
            continue
        is_taken = name in answers or words.meaning(name) not in {None, "source"}
        yield f"around: {name}" if is_taken else name, _shallow(value, 4)


def _shallow(value: Any, depth: int) -> Any:
    """Cut where it is too deep or too long to be kept: the post's bytes have it all."""
    if isinstance(value, str):
        return value[:1_000]
    if not isinstance(value, (dict, list)):
        return value
    if depth == 0:
        return None
    if isinstance(value, list):
        return [_shallow(each, depth - 1) for each in value[:50]]
    return {name: _shallow(each, depth - 1) for name, each in list(value.items())[:50]}
