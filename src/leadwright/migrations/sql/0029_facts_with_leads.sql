-- Facts stand with their lead: one index serves as key and finds a lead's facts, where two were kept.
alter table fact drop constraint fact_pkey;
alter table fact add primary key (workspace_id, lead_id, id);
drop index fact_lead;

-- A number's index need not know the fields that are none: a file fills them by the hundred thousand.
drop index lead_value_number;
create index lead_value_number on lead_value (workspace_id, key, number) where number is not null;

-- A lead has a dozen facts and some fields, written by one statement: it is looked for, and locked as by a
-- foreign key, once a statement and not once a row. What holds and what fails is the same.
alter table fact drop constraint fact_workspace_id_lead_id_fkey;
alter table lead_value drop constraint lead_value_workspace_id_lead_id_fkey;
create function check_leads_told_of() returns trigger language plpgsql
    set enable_seqscan = off as $$
declare
    asked bigint;
    found bigint;
begin
    select count(*) into asked from (select distinct workspace_id, lead_id from told) t;
    -- One by one, as the planner may know nothing yet of a table that is being filled.
    select count(*) into found from (select distinct workspace_id, lead_id from told order by lead_id) t
    cross join lateral (select from lead l where l.workspace_id = t.workspace_id and l.id = t.lead_id
        for key share) held;
    if found <> asked then
        raise exception '%: a lead that rows tell of is not there', tg_table_name
            using errcode = 'foreign_key_violation', table = tg_table_name;
    end if;
    return null;
end $$;
create trigger check_leads_of_new after insert on fact referencing new table as told
    for each statement execute function check_leads_told_of();
create trigger check_leads_of_moved after update on fact referencing new table as told
    for each statement execute function check_leads_told_of();
create trigger check_leads_of_new after insert on lead_value referencing new table as told
    for each statement execute function check_leads_told_of();
create trigger check_leads_of_moved after update on lead_value referencing new table as told
    for each statement execute function check_leads_told_of();

create function forget_what_leads_told() returns trigger language plpgsql
    set enable_seqscan = off as $$
begin
    delete from fact f where f.workspace_id = old.workspace_id and f.lead_id = old.id;
    delete from lead_value v where v.workspace_id = old.workspace_id and v.lead_id = old.id;
    return null;
end $$;
create trigger forget_what_leads_told after delete on lead
    for each row execute function forget_what_leads_told();
