-- Tests of reply wordings: who got which, and what leads did about it.
create table experiment (
    workspace_id uuid not null references workspace (id) on delete cascade,
    id uuid not null,
    name text not null,
    template text not null,
    language text,
    industry text not null,
    about text not null check (about in ('text', 'subject')),
    state text not null check (state in ('draft', 'running', 'paused', 'stopped')),
    window_days integer not null check (window_days between 1 and 90),
    floor integer not null check (floor between 10 and 100000),
    alpha double precision not null check (alpha > 0 and alpha <= 0.5),
    by_rule boolean not null,
    winner text,
    decided text check (decided in ('rule', 'hand', 'stopped')),
    created_by uuid,
    created_at timestamptz not null,
    started_at timestamptz,
    stopped_at timestamptz,
    primary key (workspace_id, id)
);
-- Of two tests of one template nobody could say which made the difference.
create unique index experiment_running
    on experiment (workspace_id, template, coalesce(language, ''), industry) where state in ('running', 'paused');

create table experiment_variant (
    workspace_id uuid not null,
    experiment_id uuid not null,
    key text not null,
    weight integer not null check (weight between 1 and 100),
    shipped text,
    subject text,
    body text,
    primary key (workspace_id, experiment_id, key),
    foreign key (workspace_id, experiment_id) references experiment (workspace_id, id) on delete cascade
);

create table experiment_assignment (
    workspace_id uuid not null,
    experiment_id uuid not null,
    lead_id uuid not null,
    variant text not null,
    at timestamptz not null,
    until timestamptz not null,
    message_id uuid not null,
    primary key (workspace_id, experiment_id, lead_id),
    foreign key (workspace_id, experiment_id) references experiment (workspace_id, id) on delete cascade,
    foreign key (workspace_id, lead_id) references lead (workspace_id, id) on delete cascade
);

create table lead_outcome (
    workspace_id uuid not null,
    id uuid not null,
    lead_id uuid not null,
    kind text not null check (kind in ('replied', 'meeting', 'status')),
    at timestamptz not null,
    source text not null check (source in ('person', 'status', 'api')),
    reference text,
    by uuid,
    undone_at timestamptz,
    primary key (workspace_id, id),
    foreign key (workspace_id, lead_id) references lead (workspace_id, id) on delete cascade
);
create index lead_outcome_of on lead_outcome (workspace_id, lead_id, at) where undone_at is null;
create unique index lead_outcome_told on lead_outcome (workspace_id, reference) where reference is not null;

-- Which wording of a test a message is.
alter table message
    add column experiment_id uuid,
    add column variant text;
