-- Events stand in a partition a month, and which month is not known to a plan made beforehand, which the planner
-- dislikes: so each of these reactions was planned anew, in three times the time it then took. Now each table is
-- asked by itself for one row by its key. There is one way to find that, whatever the planner thinks of a table
-- that was empty when it planned.
create or replace function reaction_nothing_waits(
    p_workspace uuid, p_recorded_at timestamptz, p_event uuid, p_subscriber text
) returns boolean language plpgsql as $$
declare
    told record;
    who text;
    is_visited boolean;
begin
    perform set_config('app.workspace_id', p_workspace::text, true);
    select e.lead_id, e.submission_id into told from event e
    where e.workspace_id = p_workspace and e.recorded_at = p_recorded_at and e.id = p_event;
    if not found then
        return false;
    end if;
    select l.email_key into who from lead l
    where l.workspace_id = p_workspace and l.id = told.lead_id;
    if not found then
        return false;
    end if;
    select s.headers ? 'leadwright-visitor' into is_visited from submission s
    where s.workspace_id = p_workspace and s.id = told.submission_id;
    -- A bar parts an address that several share from a name; who it is then takes more than a look.
    if not found or is_visited or strpos(who, '|') > 0 or exists (
        select from behaviour b where b.workspace_id = p_workspace and b.lead_id is null
            and b.email_key = who) then
        return false;
    end if;
    insert into delivery (workspace_id, event_id, subscriber, delivered_at)
    values (p_workspace, p_event, p_subscriber, now()) on conflict do nothing;
    return true;
end $$;
alter function reaction_nothing_waits(uuid, timestamptz, uuid, text) set plan_cache_mode = force_generic_plan;
alter function reaction_nothing_waits(uuid, timestamptz, uuid, text) set enable_seqscan = off;
alter function reaction_answered(uuid, timestamptz, uuid, text) set plan_cache_mode = force_generic_plan;
alter function reaction_answered(uuid, timestamptz, uuid, text) set enable_seqscan = off;

-- Of a table that was never looked at the planner guesses that a workspace is one row of it. So every index that
-- begins with the workspace is as good as the one that has the whole key, a plan made in a base's first minute may
-- read all rows of the workspace for one, and connections keep their plans. Here it is told that workspaces are
-- few; what it finds out by itself later takes the place of that. PostgreSQL before 18 cannot be told.
create function expect_few_workspaces(p_schema regnamespace default 'public') returns void
language plpgsql as $$
declare
    untold record;
begin
    if current_setting('server_version_num')::int < 180000 then
        return;
    end if;
    for untold in
        select n.nspname, c.relname from pg_attribute a
        join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
        where n.oid = p_schema and c.relkind = 'r' and a.attname = 'workspace_id' and c.reltuples = -1
    loop
        execute format('select pg_restore_attribute_stats(%s)', format(
            '''schemaname'', %L, ''relname'', %L, ''attname'', ''workspace_id'', ''inherited'', false,'
            ' ''null_frac'', 0::real, ''avg_width'', 16, ''n_distinct'', 1::real', untold.nspname, untold.relname));
    end loop;
end $$;

create or replace function make_event_partitions(months integer) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    start date := date_trunc('month', now())::date;
    month date;
begin
    for i in -1 .. months loop
        month := (start + make_interval(months => i))::date;
        execute format('create table if not exists event_%s partition of event for values from (%L) to (%L)',
            to_char(month, 'YYYYMM'), month, (month + interval '1 month')::date);
    end loop;
    perform expect_few_workspaces();
end $$;
