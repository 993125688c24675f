-- What is known of who a lead is: each way they wrote themselves, and the keys it is found by.
create table known_record (
    workspace_id uuid not null,
    id uuid not null,
    lead_id uuid not null,
    created_at timestamptz not null,
    first_name text not null default '',
    last_name text not null default '',
    email text not null default '',
    phone text not null default '',
    company text not null default '',
    job_title text not null default '',
    city text not null default '',
    country text not null default '',
    keys bigint[] not null,
    primary key (workspace_id, id),
    foreign key (workspace_id, lead_id) references lead (workspace_id, id) on delete cascade
);
create index known_record_lead on known_record (workspace_id, lead_id);

-- One row a key. No foreign key: its check would need a second index as large as this one.
create table known_key (
    workspace_id uuid not null,
    key bigint not null,
    record_id uuid not null,
    primary key (workspace_id, key, record_id)
);
create function forget_known_keys() returns trigger language plpgsql as $$
begin
    delete from known_key k
    where k.workspace_id = old.workspace_id and k.key = any(old.keys) and k.record_id = old.id;
    return null;
end $$;
create trigger forget_known_keys after delete on known_record
    for each row execute function forget_known_keys();

-- Questions to a person: are these two one? No foreign keys: a merged lead may come back.
create table duplicate (
    workspace_id uuid not null,
    id uuid not null,
    lead_id uuid not null,
    other_id uuid not null,
    weight double precision not null,
    evidence jsonb not null default '[]',
    state text not null default 'open' check (state in ('open', 'merged', 'not_same')),
    asked_at timestamptz not null,
    look_after timestamptz not null,
    decided_at timestamptz,
    decided_by uuid,
    primary key (workspace_id, id),
    check (lead_id <> other_id)
);
create unique index duplicate_pair on duplicate
    (workspace_id, least(lead_id, other_id), greatest(lead_id, other_id));
create index duplicate_open on duplicate (workspace_id, look_after, weight desc) where state = 'open';

-- A merge and all that is needed to take it back.
create table lead_merge (
    workspace_id uuid not null,
    id uuid not null,
    lead_id uuid not null,
    absorbed_id uuid not null,
    absorbed_name text not null,
    made_at timestamptz not null,
    made_by uuid,
    undone_at timestamptz,
    undone_by uuid,
    before jsonb not null,
    after jsonb not null,
    moved jsonb not null,
    dropped jsonb not null,
    primary key (workspace_id, id),
    foreign key (workspace_id, lead_id) references lead (workspace_id, id) on delete cascade
);
create index lead_merge_recent on lead_merge (workspace_id, made_at desc);

-- Leads from before are read by a job a workspace, piece by piece.
insert into scheduled_job (run_at, entrypoint, priority, payload, dedupe_key)
select now(), 'remember_leads', 0,
    convert_to('{"workspace_id":"' || workspace_id || '"}', 'UTF8'), 'remember_leads:' || workspace_id
from (select distinct workspace_id from lead) as places
on conflict (dedupe_key) where dedupe_key is not null do nothing;
