-- Rows on their way in stand together, some thousand in one, until each is written once, with what became
-- of it: written before and changed then, a row cost its place in five indexes twice.
create table import_piece (
    workspace_id uuid not null,
    import_id uuid not null,
    first_row integer not null,
    rows json not null,
    primary key (workspace_id, import_id, first_row),
    foreign key (workspace_id, import_id) references import (workspace_id, id) on delete cascade
);
-- They are gone within a minute: to compress them first takes longer.
alter table import_piece alter column rows set storage external;

-- Files that wait to be taken in, or are on the way.
insert into import_piece (workspace_id, import_id, first_row, rows)
select r.workspace_id, r.import_id, min(r.row_index), json_agg(json_build_object('verdict', r.verdict,
    'row_index', r.row_index, 'source_row', r.source_row, 'sheet', r.sheet, 'cells', r.cells,
    'fields', r.fields, 'country', r.country, 'problems', r.problems, 'key', r.key) order by r.row_index)
from import_row r join import i on i.workspace_id = r.workspace_id and i.id = r.import_id
where i.state in ('ready', 'taking')
group by r.workspace_id, r.import_id, r.row_index / 1000;
