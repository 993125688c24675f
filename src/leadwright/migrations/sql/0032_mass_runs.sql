-- A score's series is written by the thousand: its leads are looked for once a statement, as with facts
-- (0029). One by one that was a fifth of what a mass run costs.
alter table score_history drop constraint score_history_workspace_id_lead_id_fkey;
create trigger check_leads_of_new after insert on score_history referencing new table as told
    for each statement execute function check_leads_told_of();
create trigger check_leads_of_moved after update on score_history referencing new table as told
    for each statement execute function check_leads_told_of();

-- With a lead goes what is made of it.
create or replace function forget_what_leads_told() returns trigger language plpgsql
    set enable_seqscan = off as $$
begin
    delete from fact f where f.workspace_id = old.workspace_id and f.lead_id = old.id;
    delete from lead_value v where v.workspace_id = old.workspace_id and v.lead_id = old.id;
    delete from lead_search s where s.workspace_id = old.workspace_id and s.lead_id = old.id;
    delete from score_history h where h.workspace_id = old.workspace_id and h.lead_id = old.id;
    return null;
end $$;

-- Whether an answer was taken back is asked of every lead that is scored, and nearly none ever was.
create index event_undone on event (workspace_id, lead_id) where name = 'lead.outcome_undone';

-- A UUIDv7, for events that are told by a statement; other ids are made in Python.
create function new_event_id() returns uuid language sql volatile as $$
    select overlay(overlay(replace(gen_random_uuid()::text, '-', '') placing
        lpad(to_hex((extract(epoch from clock_timestamp()) * 1000)::bigint), 12, '0') from 1 for 12)
        placing '7' from 13 for 1)::uuid
$$;
