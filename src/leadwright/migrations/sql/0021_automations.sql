-- Automations: an event, a condition, actions in order; each run with its reason, and the posts to make.
create table automation (
    workspace_id uuid not null references workspace (id) on delete cascade,
    id uuid not null,
    name text not null,
    event text not null,
    narrowed jsonb not null default '{}',
    condition jsonb,
    actions jsonb not null,
    state text not null check (state in ('on', 'paused')),
    sealed text not null,
    version integer not null default 1,
    created_at timestamptz not null,
    created_by uuid,
    changed_at timestamptz not null,
    changed_by uuid,
    deleted_at timestamptz,
    primary key (workspace_id, id)
);
create index automation_awake on automation (workspace_id, event) where state = 'on' and deleted_at is null;

-- One row for each event an automation was asked about: what it made of it, and why.
create table automation_run (
    workspace_id uuid not null,
    id uuid not null,
    automation_id uuid not null,
    event_id uuid not null,
    event text not null,
    lead_id uuid not null,
    at timestamptz not null,
    outcome text not null check (outcome in ('running', 'acted', 'not_met', 'stopped', 'failed')),
    reason text not null default '',
    depth integer not null default 0,
    chain uuid[] not null default '{}',
    steps jsonb not null default '[]',
    primary key (workspace_id, id),
    unique (workspace_id, automation_id, event_id),
    foreign key (workspace_id, automation_id) references automation (workspace_id, id) on delete cascade,
    foreign key (workspace_id, lead_id) references lead (workspace_id, id) on delete cascade
);
create index automation_run_log on automation_run (workspace_id, automation_id, at desc, id desc);
create index automation_run_lead on automation_run (workspace_id, lead_id, automation_id, at) where outcome = 'acted';

-- What a run brought about (events, messages), so that what follows from it is known to follow.
create table automation_effect (
    workspace_id uuid not null,
    effect_id uuid not null,
    run_id uuid not null,
    primary key (workspace_id, effect_id),
    foreign key (workspace_id, run_id) references automation_run (workspace_id, id) on delete cascade
);
create index automation_effect_of on automation_effect (workspace_id, run_id);

create table automation_post (
    workspace_id uuid not null,
    id uuid not null,
    automation_id uuid not null,
    run_id uuid not null,
    url text not null,
    body text not null,
    state text not null check (state in ('waiting', 'sent', 'failed')),
    tries integer not null default 0,
    said text not null default '',
    made_at timestamptz not null,
    ended_at timestamptz,
    primary key (workspace_id, id),
    foreign key (workspace_id, run_id) references automation_run (workspace_id, id) on delete cascade
);
create index automation_post_of on automation_post (workspace_id, run_id);

-- An event wakes its automations in the statement that writes it: no job where nobody waits for it,
-- and no automation that a process has not heard of yet (docs/adr/0018).
create function wake_automations() returns trigger language plpgsql as $$
begin
    insert into pgqueuer (priority, entrypoint, payload, execute_after, status)
    select 10, 'run_automation', convert_to(jsonb_build_object('workspace_id', e.workspace_id,
            'automation_id', a.id, 'event_id', e.id, 'recorded_at', e.recorded_at)::text, 'UTF8'),
        now(), 'queued'
    from arrived e
    join automation a on a.workspace_id = e.workspace_id and a.event = e.name
    where a.state = 'on' and a.deleted_at is null and e.machine is null and e.lead_id is not null;
    return null;
end $$;
create trigger wake_automations after insert on event
    referencing new table as arrived for each statement execute function wake_automations();

-- Whether a machine did it was lost on the way into the log.
create or replace function write_leaving(p_rows jsonb) returns void language plpgsql as $$
begin
    if p_rows ? 'events' then
        insert into event (workspace_id, recorded_at, id, name, version, occurred_at, lead_id,
            submission_id, payload, machine)
        select workspace_id, recorded_at, id, name, version, occurred_at, lead_id, submission_id, payload,
            machine
        from jsonb_to_recordset(p_rows -> 'events') as e (workspace_id uuid, recorded_at timestamptz,
            id uuid, name text, version int, occurred_at timestamptz, lead_id uuid, submission_id uuid,
            payload jsonb, machine text);
    end if;
    if p_rows ? 'jobs' then
        insert into pgqueuer (priority, entrypoint, payload, execute_after, dedupe_key, status)
        select priority, name, convert_to(payload, 'UTF8'), now() + make_interval(secs => delay), dedupe,
            'queued'
        from jsonb_to_recordset(p_rows -> 'jobs')
            as j (name text, priority int, payload text, delay float8, dedupe text)
        on conflict (dedupe_key) where status in ('queued', 'picked') and dedupe_key is not null
            do nothing;
    end if;
    if p_rows ? 'parked' then
        insert into scheduled_job (run_at, entrypoint, priority, payload, dedupe_key)
        select now() + make_interval(secs => delay), name, priority, convert_to(payload, 'UTF8'), dedupe
        from jsonb_to_recordset(p_rows -> 'parked')
            as j (name text, priority int, payload text, delay float8, dedupe text)
        on conflict (dedupe_key) where dedupe_key is not null do nothing;
    end if;
    if p_rows ? 'notices' then
        perform pg_notify(channel, body)
        from jsonb_to_recordset(p_rows -> 'notices') as n (channel text, body text);
    end if;
end $$;

alter table notification drop constraint notification_kind_check;
alter table notification add constraint notification_kind_check
    check (kind in ('lead', 'alert', 'task', 'import', 'automation'));
