-- A file's leads have no intent: only others have a place by it. Who asks for intents names some.
drop index lead_by_intent;
create index lead_by_intent on lead (workspace_id, intent, last_submission_at desc, id desc)
    where intent is not null;

-- What a row tells is read with its lead and never searched: as text it takes less to write.
drop view known_fact;
alter table fact_set alter column told type json;
create view known_fact with (security_invoker = true) as
select workspace_id, lead_id, id, submission_id, key, value, source, method, confidence, observed_at
from fact
union all
select s.workspace_id, s.lead_id, cast(left(cast(s.id as text), 32) || lpad(to_hex(f.place), 4, '0') as uuid),
    s.submission_id, f.told ->> 0, cast(f.told -> 1 as jsonb), f.told ->> 2, f.told ->> 3,
    cast(f.told ->> 4 as float8), s.observed_at
from fact_set s cross join lateral json_array_elements(s.told) with ordinality as f (told, place);

-- Rows on their way in stand in lists, one for each thing they say, as they will be written: nothing of them
-- has to be taken apart again. What an older version has read is put into words when it is taken in.
alter table import_piece
    add column verdict text[], add column needs_person boolean[], add column source_row integer[],
    add column sheet text[], add column cells text[], add column fields text[], add column country text[],
    add column problems text[], add column key text[], add column form text[], add column facts text[],
    add column custom text[], add column person text[];
alter table import_piece
    alter column cells set storage external, alter column fields set storage external,
    alter column problems set storage external, alter column key set storage external,
    alter column form set storage external, alter column facts set storage external,
    alter column custom set storage external, alter column person set storage external;
update import_piece p set (verdict, needs_person, source_row, sheet, cells, fields, country, problems, key) = (
    select array_agg(r.verdict order by r.row_index),
        array_agg(exists (select from json_array_elements(r.problems) as one
            where one ->> 'reason' <> 'unknown_product') order by r.row_index),
        array_agg(r.source_row order by r.row_index), array_agg(r.sheet order by r.row_index),
        array_agg(cast(r.cells as text) order by r.row_index),
        array_agg(cast(r.fields as text) order by r.row_index),
        array_agg(r.country order by r.row_index),
        array_agg(cast(r.problems as text) order by r.row_index), array_agg(r.key order by r.row_index)
    from json_to_recordset(p.rows) as r (row_index int, source_row int, sheet text, cells json, fields json,
        country text, problems json, key text, verdict text));
alter table import_piece drop column rows, alter column verdict set not null,
    alter column needs_person set not null, alter column source_row set not null,
    alter column sheet set not null, alter column cells set not null, alter column fields set not null,
    alter column country set not null, alter column problems set not null, alter column key set not null;
