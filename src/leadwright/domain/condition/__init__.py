"""The one condition language: scoring, routing, segments, automations, forms and sequences ask it.

Two-valued: a comparison with a missing value is false, and `not` negates that. The SQL reading is
`kernel/db/condition_sql.py`; a property test holds both equal.
"""

from leadwright.domain.condition.covering import covers
from leadwright.domain.condition.matching import (
    Occurrence,
    Predicate,
    Subject,
    matches,
    predicate,
)
from leadwright.domain.condition.parsing import condition_json, parse_condition
from leadwright.domain.condition.timing import changes_at, is_timed
from leadwright.domain.condition.tree import (
    All,
    AnyOf,
    Compare,
    Condition,
    Count,
    CountOp,
    Node,
    Not,
    Op,
    leaves,
)
from leadwright.domain.condition.typed import (
    TEXT_LIMIT,
    Readings,
    Value,
    custom_fields,
    fold,
    readings,
    stored_values,
)
from leadwright.domain.condition.wording import Names, describe

__all__ = [
    "TEXT_LIMIT",
    "All",
    "AnyOf",
    "Compare",
    "Condition",
    "Count",
    "CountOp",
    "Names",
    "Node",
    "Not",
    "Occurrence",
    "Op",
    "Predicate",
    "Readings",
    "Subject",
    "Value",
    "changes_at",
    "condition_json",
    "covers",
    "custom_fields",
    "describe",
    "fold",
    "is_timed",
    "leaves",
    "matches",
    "parse_condition",
    "predicate",
    "readings",
    "stored_values",
]
