"""Scorecards as YAML and as plain data: written for people, read with every problem named by its place."""

import codecs
import re
from collections.abc import Iterable, Mapping
from typing import Any

import yaml
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from leadwright.domain.condition.parsing import path_of
from leadwright.domain.errors import FieldProblem, Invalid, TooLarge
from leadwright.features.scoring.cards.scorecards import Scorecard

MOST_CHARACTERS = 500_000
_HEAD = "# A scorecard of Leadwright. What each line means: docs/reference/scoring.md\n"
_REMEDIES: Mapping[str, str] = {
    "missing": "Add it.",
    "extra_forbidden": "Remove it, or mend its name.",
    "string_pattern_mismatch": "Use small letters, digits and _; begin with a letter.",
    "condition_kind": "Give exactly one of all, any, not, field or event.",
}
_WORDS: Mapping[str, str] = {
    "missing": "is missing",
    "extra_forbidden": "there is nothing of this name",
}
_UNSEEN = re.compile("[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\ud800-\\udfff]")
_CORRECT = "Correct it; docs/reference/scoring.md has the list."
_NAMED = ("rules", "groups", "limits", "thresholds")
_COMPLAINT = re.compile(r"(?P<kind>rule|group|limit|threshold) (?P<id>[a-z0-9_]+)\b")

Location = tuple[int | str, ...]


class _Reader(yaml.SafeLoader):
    """YAML without its surprises: no aliases, which multiply, and no key twice."""

    yaml_implicit_resolvers = {}  # noqa: RUF012 -- PyYAML reads this class attribute

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]
            raise yaml.MarkedYAMLError(problem="aliases (*name) are not read", problem_mark=mark)
        return super().compose_node(parent, index)

    def construct_scalar(self, node: Any) -> Any:
        # An escape such as \0 smuggles in what a file cannot hold, and PostgreSQL refuses it.
        if isinstance(node, yaml.ScalarNode) and _UNSEEN.search(node.value):
            problem = "a character is there that cannot be seen or kept"
            raise yaml.MarkedYAMLError(problem=problem, problem_mark=node.start_mark)
        return super().construct_scalar(node)

    def construct_mapping(self, node: Any, deep: bool = False) -> Any:
        seen: set[str] = set()
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode):
                problem = "a name is a list or a mapping, and has to be a word"
                raise yaml.MarkedYAMLError(problem=problem, problem_mark=key.start_mark)
            if key.value in seen:
                problem = f"{key.value!r} is there twice"
                raise yaml.MarkedYAMLError(problem=problem, problem_mark=key.start_mark)
            seen.add(key.value)
        return super().construct_mapping(node, deep)


# The readings of YAML 1.2, so that NO is Norway, 1:30 is text and 012 is no eleven. A number of more
# than 99 digits is text, too: Python refuses to read one of thousands.
for _kind, _looks, _first in (
    ("bool", r"true|false", "tf"),
    ("null", r"null|~|", ["n", "~", ""]),
    ("int", r"[-+]?(?:0|[1-9][0-9]{0,99})", "-+0123456789"),
    ("float", r"[-+]?[0-9]{1,99}\.[0-9]{1,99}(?:[eE][-+]?[0-9]{1,2})?", "-+0123456789"),
):
    _Reader.add_implicit_resolver(
        f"tag:yaml.org,2002:{_kind}", re.compile(f"^(?:{_looks})$"), list(_first)
    )


def card_yaml(card: Scorecard) -> str:
    """The card for a person to read, keep or change; `read_yaml` reads it back to an equal one."""
    data = card.model_dump(mode="json", by_alias=True, exclude_none=True)
    data["grading"]["grades"] = ["".join(row) for row in data["grading"]["grades"]]
    return _HEAD + yaml.safe_dump(_whole(data), sort_keys=False, allow_unicode=True, width=110)


def decoded(raw: bytes) -> str:
    """A file's text, of UTF-8 or of UTF-16 with its mark. Raises Invalid with the line, or TooLarge."""
    if len(raw) > 4 * MOST_CHARACTERS:
        raise _too_large()
    try:
        utf_16 = raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        return raw.decode("utf-16" if utf_16 else "utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        problem = FieldProblem(f"line {line}", "is no UTF-8 text", "Save the file as UTF-8.")
        raise Invalid(
            f"The file cannot be read: line {line} is no UTF-8 text.",
            code="invalid_scorecard",
            problems=(problem,),
        ) from error


def _too_large() -> TooLarge:
    return TooLarge(
        f"A scorecard file has at most {MOST_CHARACTERS:,} characters. Remove rules that are not needed."
    )


def read_yaml(words: str) -> Scorecard:
    """The card a file holds. Raises Invalid with all problems, each with its line, or TooLarge."""
    if len(words) > MOST_CHARACTERS:
        raise _too_large()
    data, root = _load(words)
    return read_card(data, root)


def read_data(words: str) -> Any:
    """What a YAML file of ours says, by the same sober readings."""
    return _load(words)[0]


def read_card(data: object, root: Any = None) -> Scorecard:
    """The card that plain data say; `root`: the file they come from, for its lines.

    Raises Invalid (code `invalid_scorecard`); each problem's `field` is a path such as
    `rules[3].points`, of a rule with its id.
    """
    if not isinstance(data, dict):
        problem = FieldProblem("scorecard", "is no list of names and values", "Begin with `name:`.")
        raise Invalid("This is no scorecard.", code="invalid_scorecard", problems=(problem,))
    try:
        return Scorecard.model_validate(_letters(data))
    except ValidationError as error:
        problems = [
            p for one in error.errors(include_url=False) for p in _problems(one, data, root)
        ]
    count = len(problems)
    first = problems[0]
    more = f" (and {count - 1} more)" if count > 1 else ""
    raise Invalid(
        f"The scorecard cannot be used: at {first.field}, {first.reason}{more}.",
        code="invalid_scorecard",
        problems=tuple(problems),
    )


def _load(words: str) -> tuple[Any, Any]:
    reader = None
    try:
        reader = _Reader(words)
        root = reader.get_single_node()
        data = None if root is None else reader.construct_document(root)
    except yaml.MarkedYAMLError as error:
        raise _unreadable(error.problem, error.problem_mark) from error
    except RecursionError as error:
        raise _unreadable("it is nested too deeply") from error
    except (yaml.YAMLError, ValueError) as error:
        raise _unreadable(" ".join(str(error).split())) from error
    finally:
        if reader is not None:
            reader.dispose()
    return data, root


def _whole(data: Any) -> Any:
    """25.0 is written 25."""
    if isinstance(data, dict):
        return {key: _whole(value) for key, value in data.items()}
    if isinstance(data, list):
        return [_whole(value) for value in data]
    return int(data) if isinstance(data, float) and data.is_integer() else data


def _letters(data: dict[str, Any]) -> dict[str, Any]:
    """Grades may be written as ABC, one word a row."""
    grading = data.get("grading")
    grades = grading.get("grades") if isinstance(grading, dict) else None
    if not isinstance(grading, dict) or not isinstance(grades, list):
        return data
    rows = [list(row) if isinstance(row, str) else row for row in grades]
    return {**data, "grading": {**grading, "grades": rows}}


def _problems(detail: ErrorDetails, data: Any, root: Any) -> Iterable[FieldProblem]:
    where = _place(detail["loc"], data, root)
    if detail["type"] == "value_error":
        for line in str(detail["ctx"]["error"]).splitlines():
            entry = None if detail["loc"] else _entry(line, data)
            yield FieldProblem(_place(entry, data, root) if entry else where, line, _CORRECT)
        return
    remedy = detail.get("ctx", {}).get("remedy") or _REMEDIES.get(detail["type"], _CORRECT)
    message = _WORDS.get(detail["type"], detail["msg"])
    yield FieldProblem(where, message[:1].lower() + message[1:], str(remedy))


def _entry(words: str, data: Any) -> Location | None:
    """Where the last rule, group, limit or threshold stands that a complaint about the card names."""
    found = _COMPLAINT.match(words)
    if found is None:
        return None
    name, id_ = f"{found['kind']}s", found["id"]
    some = _step(data, name) or []
    numbers = [n for n, one in enumerate(some) if isinstance(one, dict) and one.get("id") == id_]
    return (name, numbers[-1]) if numbers else None


def _place(location: Location, data: Any, root: Any) -> str:
    plain: Location = tuple(step for step in location if not str(step).startswith("<"))
    path = path_of(plain) if plain else "scorecard"
    name = _id_at(plain, data)
    line = _line(plain, root)
    notes = [note for note in (name and f"{name}", line and f"line {line}") if note]
    return f"{path} ({', '.join(notes)})" if notes else path


def _id_at(location: Location, data: Any) -> str:
    """The id of the rule, group, limit or threshold a place lies in."""
    if len(location) < 2 or location[0] not in _NAMED:
        return ""
    found = _step(_step(data, location[0]), location[1])
    named = found.get("id") if isinstance(found, dict) else None
    return named if isinstance(named, str) else ""


def _step(data: Any, step: int | str) -> Any:
    if isinstance(data, dict):
        return data.get(step)
    return (
        data[step]
        if isinstance(data, list) and isinstance(step, int) and step < len(data)
        else None
    )


def _line(location: Location, root: Any) -> int | None:
    """The line of the file a place stands in, or of what it would stand in."""
    if root is None:
        return None
    node = root
    for step in location:
        found = _child(node, step)
        if found is None:
            break
        node = found
    return int(node.start_mark.line) + 1


def _child(node: Any, step: int | str) -> Any:
    if isinstance(node, yaml.MappingNode):
        return next((value for key, value in node.value if key.value == step), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step]
    return None


def _unreadable(why: str | None, mark: Any = None) -> Invalid:
    where = "file" if mark is None else f"line {mark.line + 1}, column {mark.column + 1}"
    problem = FieldProblem(where, why or "cannot be read", "Mend the YAML there.")
    return Invalid(
        f"The file cannot be read: at {where}, {why}.",
        code="invalid_scorecard",
        problems=(problem,),
    )
