"""What is known of leads as columns: one row a lead, each field as text, number and moment.

The SQL reading of a fact is that of `domain.condition.readings` for ASCII text, numbers, truth
values and plain dates. Anything else (other scripts, lists, odd dates, huge numbers) that a rule
compares marks the lead as `odd`, and Python scores it.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    CTE,
    Boolean,
    ColumnElement,
    DateTime,
    Double,
    Text,
    Uuid,
    case,
    column,
    func,
    literal,
    or_,
    select,
    text,
)

from leadwright.features.scoring.mass.asked import Asked
from leadwright.kernel.db.condition_sql import FieldColumns

_BLANKS = " \t\n\r\x0b\x0c\x1c\x1d\x1e\x1f"
"""What Python's strip() takes from ASCII text."""
_OF_THE_LEAD = ("source", "is_returning")

_LEADS = (
    "select id, source, submissions > 1 as is_returning, last_submission_at from lead"
    " where workspace_id = :workspace_id and id = any(cast(:ids as uuid[]))"
)
# A run begins with the newest of what was known and lets the surest win: as in `leads.known`.
_BEST = """
select distinct on (lead_id, key) lead_id, key, kind, raw, number, moment from (
    select lead_id, key, jsonb_typeof(value) as kind, value #>> '{}' as raw,
        cast(null as float8) as number, cast(null as timestamptz) as moment,
        1 as surety, confidence, observed_at, id
    from (
        select f.lead_id, f.key, f.value, f.confidence, f.observed_at, f.id,
            f.submission_id is not distinct from l.last_submission_id as of_run,
            row_number() over (partition by f.lead_id, f.key,
                f.submission_id is not distinct from l.last_submission_id
                order by f.observed_at desc, f.confidence desc, f.id desc) as n
        from fact f join lead l on l.workspace_id = f.workspace_id and l.id = f.lead_id
        where f.workspace_id = :workspace_id and f.lead_id = any(cast(:ids as uuid[]))
            and f.key = any(cast(:fields as text[]))) as f
    where of_run or n = 1
    union all
    select lead_id, key, case when text_folded is not null then 'text' when number is not null
            then 'stored number' else 'stored moment' end, text_folded, number, moment,
        0, 0, null, null
    from lead_value
    where workspace_id = :workspace_id and lead_id = any(cast(:ids as uuid[]))
        and key = any(cast(:fields as text[]))) as known
order by lead_id, key, surety desc, confidence desc, observed_at desc, id desc
"""
_READ = """
select lead_id, key, words, is_date, is_odd,
    case when kind = 'stored number' then number
        when kind = 'number' and not is_odd then cast(raw as float8)
        when words is not null and key = any(cast(:numeric as text[])) and kind <> 'boolean'
            and words ~ '^-?(0|[1-9][0-9]{0,14})(\\.[0-9]{1,9})?$' then cast(words as float8)
        end as number,
    case when kind = 'stored moment' then moment
        when is_date then cast(words || ' 00:00:00+00' as timestamptz) end as moment
from (
    select lead_id, key, kind, raw, number, moment, words,
        is_dated and words ~ '^[1-8][0-9]{3}-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])$' as is_date,
        kind = 'array'
            or kind = 'string' and not is_plain and (is_compared or raw !~ '[A-Za-z0-9]')
            or kind = 'number' and length(raw) > 40
            or kind = 'stored number' and number in ('NaN', 'Infinity', '-Infinity')
            or kind = 'stored moment'
                and not (moment > '0002-01-02' and moment < '9998-12-30')
            or is_dated
                and words !~ '^[1-8][0-9]{3}-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])$' as is_odd
    from (
        select *, key = any(cast(:momentous as text[])) and kind <> 'boolean'
            and coalesce(words ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}', false) as is_dated
        from (
            select *, case
                when kind = 'text' then nullif(raw, '')
                when kind = 'boolean' then raw
                when kind = 'string' and is_plain then nullif(rtrim(left(btrim(
                    lower(raw collate "C"), :blanks), 500), :blanks), '')
                when kind = 'string' and not is_compared and raw ~ '[A-Za-z0-9]' then 'there'
                end as words
            from (
                select *, octet_length(raw) = length(raw) as is_plain,
                    key = any(cast(:compared as text[])) as is_compared
                from (BEST) as best) as b) as w) as d) as o
""".replace("BEST", _BEST)


@dataclass(frozen=True)
class Knowledge:
    """The named parts of the statement that say what is known, and where each field stands."""

    leads: CTE
    known: CTE
    columns: dict[str, FieldColumns]
    is_odd: ColumnElement[bool]


def knowledge(asked: Asked) -> Knowledge:
    """Bound later: `workspace_id` and `ids`."""
    leads = (
        text(_LEADS)
        .columns(
            column("id", Uuid),
            column("source", Text),
            column("is_returning", Boolean),
            column("last_submission_at", DateTime(timezone=True)),
        )
        .cte("leads")
        .prefix_with("MATERIALIZED")
    )
    stored = [name for name in asked.fields if name not in _OF_THE_LEAD]
    known = _pivot(_readings(asked, stored), stored)
    columns = {
        name: FieldColumns(text=known.c[f"t{n}"], number=known.c[f"n{n}"], moment=known.c[f"m{n}"])
        for n, name in enumerate(stored)
    }
    source = _folded(leads.c.source)
    columns["source"] = _source_columns(asked, source)
    columns["is_returning"] = FieldColumns(
        text=case((leads.c.is_returning, literal("true", Text)), else_=literal("false", Text))
    )
    is_odd: ColumnElement[bool] = func.coalesce(known.c.is_odd, False)
    if "source" in asked.fields:
        is_odd = or_(is_odd, _odd_source(asked, leads.c.source))
    return Knowledge(leads, known, columns, is_odd)


def _readings(asked: Asked, stored: list[str]) -> CTE:
    return (
        text(_READ)
        .bindparams(
            fields=stored,
            numeric=sorted(asked.numeric),
            momentous=sorted(asked.momentous),
            compared=sorted(asked.compared),
            blanks=_BLANKS,
        )
        .columns(
            column("lead_id", Uuid),
            column("key", Text),
            column("words", Text),
            column("is_date", Boolean),
            column("is_odd", Boolean),
            column("number", Double),
            column("moment", DateTime(timezone=True)),
        )
        .cte("read")
        .prefix_with("MATERIALIZED")
    )


def _pivot(read: CTE, stored: list[str]) -> CTE:
    found: list[ColumnElement[Any]] = []
    for n, name in enumerate(stored):
        here = read.c.key == literal(name, Text)
        found += [
            func.max(read.c.words).filter(here).label(f"t{n}"),
            func.max(read.c.number).filter(here).label(f"n{n}"),
            func.max(read.c.moment).filter(here).label(f"m{n}"),
        ]
    is_odd = func.bool_or(read.c.is_odd).label("is_odd")
    return (
        select(read.c.lead_id, is_odd, *found)
        .group_by(read.c.lead_id)
        .cte("known")
        .prefix_with("MATERIALIZED")
    )


def _folded(column: ColumnElement[str]) -> ColumnElement[str]:
    blanks = literal(_BLANKS, Text)
    trimmed = func.left(func.btrim(func.lower(column.collate("C")), blanks), 500)
    return func.nullif(func.rtrim(trimmed, blanks), "")


def _source_columns(asked: Asked, source: ColumnElement[str]) -> FieldColumns:
    if "source" not in asked.numeric:
        return FieldColumns(text=source)
    number = case(
        (
            source.op("~", is_comparison=True)(
                literal(r"^-?(0|[1-9][0-9]{0,14})(\.[0-9]{1,9})?$", Text)
            ),
            func.cast(source, Double),
        )
    )
    return FieldColumns(text=source, number=number)


def _odd_source(asked: Asked, source: ColumnElement[str]) -> ColumnElement[bool]:
    odd: ColumnElement[bool] = func.octet_length(source) != func.length(source)
    if "source" in asked.momentous:
        dated = source.op("~", is_comparison=True)(literal("^ *[0-9]{4}-[0-9]{2}", Text))
        odd = or_(odd, dated)
    return odd
