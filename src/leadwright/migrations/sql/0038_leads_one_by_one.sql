-- Whether the leads are there is asked one by one, whatever the planner thinks of a table that is being filled:
-- a plain join, made while it was nearly empty, was kept and read all leads for each.
create or replace function check_leads_told_of() returns trigger language plpgsql
    set enable_seqscan = off as $$
declare
    asked bigint;
    found bigint;
    others bigint;
begin
    select count(*) into asked from (select distinct workspace_id, lead_id from told) t;
    -- Nobody else can take a lead away that this transaction has just made: only others are locked.
    select count(*), count(*) filter (where there.xmin <> xid(pg_current_xact_id())) into found, others
    from (select distinct workspace_id, lead_id from told) t
    cross join lateral (select l.xmin from lead l
        where l.workspace_id = t.workspace_id and l.id = t.lead_id offset 0) there;
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
