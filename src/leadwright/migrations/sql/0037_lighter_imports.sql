-- Rows of a report are made of the import's pieces, which point to it: to look for it again for each row was
-- a quarter of what a row costs.
alter table import_row drop constraint import_row_workspace_id_import_id_fkey;

-- A file's leads go to a few teams: they are looked for, and locked as by a foreign key, once a statement.
-- What holds and what fails is the same.
alter table lead drop constraint lead_workspace_id_team_id_fkey;
create function check_teams_of_leads() returns trigger language plpgsql
    set enable_seqscan = off as $$
begin
    if exists (select from (select distinct workspace_id, team_id from made where team_id is not null) m
        where not exists (select from team t where t.workspace_id = m.workspace_id and t.id = m.team_id
            for key share)) then
        raise exception 'lead: a team that it goes to is not there'
            using errcode = 'foreign_key_violation', table = 'lead';
    end if;
    return null;
end $$;
create function check_team_of_lead() returns trigger language plpgsql as $$
begin
    perform from team t where t.workspace_id = new.workspace_id and t.id = new.team_id for key share;
    if not found then
        raise exception 'lead: a team that it goes to is not there'
            using errcode = 'foreign_key_violation', table = 'lead';
    end if;
    return null;
end $$;
create function leads_without_team() returns trigger language plpgsql as $$
begin
    update lead set team_id = null where workspace_id = old.workspace_id and team_id = old.id;
    return null;
end $$;
create trigger check_teams_of_new after insert on lead referencing new table as made
    for each statement execute function check_teams_of_leads();
create trigger check_team_of_moved after update of team_id on lead
    for each row when (new.team_id is not null and new.team_id is distinct from old.team_id)
    execute function check_team_of_lead();
create trigger leads_without_team after delete on team
    for each row execute function leads_without_team();

-- Nobody else can take a lead away that this transaction has just made: only others are locked.
create or replace function check_leads_told_of() returns trigger language plpgsql
    set enable_seqscan = off as $$
declare
    asked bigint;
    found bigint;
    others bigint;
begin
    select count(*) into asked from (select distinct workspace_id, lead_id from told) t;
    -- One by one, as the planner may know nothing yet of a table that is being filled.
    select count(*), count(*) filter (where there.xmin <> xid(pg_current_xact_id())) into found, others
    from (select distinct workspace_id, lead_id from told) t
    cross join lateral (select l.xmin from lead l
        where l.workspace_id = t.workspace_id and l.id = t.lead_id) there;
    if others > 0 then
        select count(*) into found from (select distinct workspace_id, lead_id from told order by lead_id) t
        cross join lateral (select from lead l where l.workspace_id = t.workspace_id and l.id = t.lead_id
            for key share) held;
    end if;
    if found <> asked then
        raise exception '%: a lead that rows tell of is not there', tg_table_name
            using errcode = 'foreign_key_violation', table = tg_table_name;
    end if;
    return null;
end $$;
