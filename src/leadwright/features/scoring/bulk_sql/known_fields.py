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
    Integer,
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

from leadwright.features.scoring.bulk_sql.card_needs import CardNeeds
from leadwright.kernel.db.condition_sql import FieldColumns
from leadwright.kernel.db.fact_precedence import sureness

_BLANKS = " \t\n\r\x0b\x0c\x1c\x1d\x1e\x1f"
"""What Python's strip() takes from ASCII text."""
_OF_THE_LEAD = ("source", "is_returning")

_LEADS = (
    "select id, source, submissions > 1 as is_returning, last_submission_at, last_submission_id from lead"
    " where workspace_id = :workspace_id and id = any(cast(:ids as uuid[]))"
)
# A run begins with the newest of what was known and lets the surest win: as in `leads.known`. One sort
# serves both: of the newest run the surest stands first, of the rest the newest. A custom field counts
# where no fact tells its name. Fields go by their number: whole numbers sort and compare faster.
_BEST = f"""
select distinct on (lead_id, field) lead_id, field, kind, raw, number, moment from (
    select distinct on (lead_id, field, rank) lead_id, field, rank, kind, raw, number, moment, confidence,
        sure, observed_at, id
    from (
        select f.lead_id, array_position(cast(:fields as text[]), f.key) as field,
            case when f.submission_id is not distinct from l.last_submission_id then 2 else 1 end as rank,
            jsonb_typeof(f.value) as kind, f.value #>> '{{}}' as raw, cast(null as float8) as number,
            cast(null as timestamptz) as moment, f.confidence, {sureness("f")} as sure, f.observed_at, f.id
        from known_fact f join leads l on l.id = f.lead_id
        where f.workspace_id = :workspace_id and f.lead_id = any(cast(:ids as uuid[]))
            and f.key = any(cast(:fields as text[]))
        union all
        select v.lead_id, array_position(cast(:fields as text[]), v.key), 0,
            case when v.text_folded is not null then 'text'
                when v.number is not null then 'stored number' else 'stored moment' end,
            v.text_folded, v.number, v.moment, cast(-1 as float8), cast(-1 as float8), '-infinity', null
        from lead_value v
        where v.workspace_id = :workspace_id and v.lead_id = any(cast(:ids as uuid[]))
            and v.key = any(cast(:fields as text[]))) as f
    order by lead_id, field, rank, case when rank = 2 then sure end desc, observed_at desc,
        confidence desc, id desc) as f
order by lead_id, field, sure desc, observed_at desc, confidence desc, id desc
"""
_DATE = "'^[1-8][0-9]{3}-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])$'"
_IS_DATED = """field = any(cast(:momentous as int[])) and kind <> 'boolean'
    and coalesce(words ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}', false)"""
# `order by` keeps PostgreSQL from computing a column again wherever it is named, and tells it that the rows
# stand by lead already. A field that is asked for being there only has a word for it, whatever it holds.
_READ = """
select lead_id, field, is_odd, number, moment,
    case when is_compared or (number is null and moment is null) then words else 'there' end as words
from (
    select lead_id, field, is_compared, words,
        case when kind = 'stored number' then number
            when kind = 'number' and length(raw) <= 40 then cast(raw as float8)
            when words is not null and field = any(cast(:numeric as int[])) and kind <> 'boolean'
                and words ~ '^-?(0|[1-9][0-9]{0,14})(\\.[0-9]{1,9})?$' then cast(words as float8)
            end as number,
        case when kind = 'stored moment' then moment
            when is_dated and words ~ DATE then cast(words || ' 00:00:00+00' as timestamptz) end as moment,
        case kind when 'string' then
                not is_plain and (is_compared or raw !~ '[A-Za-z0-9]')
                or is_dated and words !~ DATE
            when 'number' then length(raw) > 40
            when 'stored number' then number in ('NaN', 'Infinity', '-Infinity')
            when 'stored moment' then not (moment > '0002-01-02' and moment < '9998-12-30')
            when 'text' then is_dated and words !~ DATE
            else kind = 'array' end as is_odd
    from (
        select *, {is_dated} as is_dated
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
                    field = any(cast(:compared as int[])) as is_compared
                from (BEST) as e order by lead_id) as b order by lead_id) as w {fence}) as d
    order by lead_id) as o
""".replace("BEST", _BEST).replace("DATE", _DATE)


@dataclass(frozen=True)
class KnownFields:
    """The named parts of the statement that say what is known, and where each field stands."""

    leads: CTE
    known: CTE
    columns: dict[str, FieldColumns]
    is_odd: ColumnElement[bool]


def known_fields(needs: CardNeeds) -> KnownFields:
    """Bound later: `workspace_id` and `ids`."""
    leads = (
        text(_LEADS)
        .columns(
            column("id", Uuid),
            column("source", Text),
            column("is_returning", Boolean),
            column("last_submission_at", DateTime(timezone=True)),
            column("last_submission_id", Uuid),
        )
        .cte("leads")
        .prefix_with("MATERIALIZED")
    )
    stored = [name for name in needs.fields if name not in _OF_THE_LEAD]
    known = _pivot(_readings(needs, stored, leads), needs, stored)
    columns = {
        name: FieldColumns(known.c[f"t{n}"], known.c.get(f"n{n}"), known.c.get(f"m{n}"))
        for n, name in enumerate(stored)
    }
    source = _folded(leads.c.source)
    columns["source"] = _source_columns(needs, source)
    columns["is_returning"] = FieldColumns(
        text=case((leads.c.is_returning, literal("true", Text)), else_=literal("false", Text))
    )
    is_odd: ColumnElement[bool] = func.coalesce(known.c.is_odd, False)
    if "source" in needs.fields:
        is_odd = or_(is_odd, _odd_source(needs, leads.c.source))
    return KnownFields(leads, known, columns, is_odd)


def _readings(needs: CardNeeds, stored: list[str], leads: CTE) -> CTE:
    numbers = {name: n for n, name in enumerate(stored, 1)}
    kinds = {
        kind: sorted(numbers[name] for name in some if name in numbers)
        for kind, some in (
            ("numeric", needs.numeric),
            ("momentous", needs.momentous),
            ("compared", needs.compared),
        )
    }
    dated = {"is_dated": _IS_DATED, "fence": "order by lead_id"}
    if not kinds["momentous"]:
        del kinds["momentous"]
        dated = {"is_dated": "false", "fence": ""}
    read = _READ
    for name, words in dated.items():
        read = read.replace(f"{{{name}}}", words)
    return (
        text(read)
        .bindparams(fields=stored, blanks=_BLANKS, **kinds)
        .columns(
            column("lead_id", Uuid),
            column("field", Integer),
            column("words", Text),
            column("is_odd", Boolean),
            column("number", Double),
            column("moment", DateTime(timezone=True)),
        )
        .add_cte(leads)
        .cte("read")
    )


def _pivot(read: CTE, needs: CardNeeds, stored: list[str]) -> CTE:
    """Of a field that is compared, the number and the moment too where anybody asks for them."""
    found: list[ColumnElement[Any]] = []
    for n, name in enumerate(stored):
        here = read.c.field == literal(n + 1, Integer)
        is_whole = name in needs.compared & needs.present
        found.append(func.max(read.c.words).filter(here).label(f"t{n}"))
        if is_whole or name in needs.numeric:
            found.append(func.max(read.c.number).filter(here).label(f"n{n}"))
        if is_whole or name in needs.momentous:
            found.append(func.max(read.c.moment).filter(here).label(f"m{n}"))
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


def _source_columns(needs: CardNeeds, source: ColumnElement[str]) -> FieldColumns:
    if "source" not in needs.numeric:
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


def _odd_source(needs: CardNeeds, source: ColumnElement[str]) -> ColumnElement[bool]:
    odd: ColumnElement[bool] = func.octet_length(source) != func.length(source)
    if "source" in needs.momentous:
        dated = source.op("~", is_comparison=True)(literal("^ *[0-9]{4}-[0-9]{2}", Text))
        odd = or_(odd, dated)
    return odd
