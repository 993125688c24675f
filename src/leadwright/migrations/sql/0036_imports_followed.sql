-- What stands behind a file's leads (words to search, runs, events) follows once all of them are in:
-- `followed` rows have it. Files from before have it all.
alter table import add column followed integer not null default 0;
update import set followed = case when state in ('taking', 'failed') then at_row else rows end;

-- Who says so writes the words of new leads later, by the thousand.
drop trigger search_new_leads on lead;
create trigger search_new_leads after insert on lead referencing new table as made for each statement
    when (current_setting('app.search_follows', true) is distinct from 'on')
    execute function search_new_leads();

-- A run of a submission that came later than its door needs no index by nothing.
drop index submission_same;
create index submission_same on submission (workspace_id, content_key) where content_key is not null;
