-- A place that does not answer says since when.
alter table source add column away_since timestamptz;
update source set away_since = coalesce(looked_at, updated_at) where state = 'broken';

-- Files that wait for a look are counted on every page.
create index import_waits on import (workspace_id) where state = 'ready';
