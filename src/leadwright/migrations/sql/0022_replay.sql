-- A card against the one in force over the stored history: figures in sum, no row a lead.
create table replay (
    workspace_id uuid not null references workspace (id) on delete cascade,
    id uuid not null,
    name text not null,
    number integer,
    card jsonb not null,
    against jsonb not null,
    state text not null check (state in ('running', 'done', 'replaced')),
    as_of timestamptz not null,
    leads integer not null,
    walks integer,
    done integer not null,
    cut bigint,
    verdict_cut bigint,
    after uuid,
    figures jsonb not null,
    started_by uuid,
    finished_at timestamptz,
    primary key (workspace_id, id)
);
create unique index replay_running on replay (workspace_id, name) where state = 'running';
create index replay_recent on replay (workspace_id, as_of desc);
