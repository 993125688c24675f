-- What training saw, against which drift is measured: bins and shares. Older versions have none.
alter table prediction_model add column reference jsonb;

-- A day's drift of a version: `figures` the index of the chance and of each input, `alarmed` those that ring.
create table prediction_drift (
    workspace_id uuid not null references workspace (id) on delete cascade,
    model_id uuid not null,
    day date not null,
    at timestamptz not null,
    leads integer not null,
    figures jsonb not null,
    alarmed jsonb not null,
    primary key (workspace_id, model_id, day),
    foreign key (workspace_id, model_id) references prediction_model (workspace_id, id) on delete cascade
);

-- A challenger beside the chosen version: it scores `share` per cent of the leads that come from now on.
-- The cuts mark the best 30 % by either version, fixed at the start on the same leads.
create table prediction_trial (
    workspace_id uuid not null references workspace (id) on delete cascade,
    id uuid not null,
    champion_id uuid not null,
    challenger_id uuid not null,
    share integer not null check (share between 1 and 90),
    floor integer not null check (floor >= 1),
    promotes_itself boolean not null,
    state text not null check (state in ('running', 'promoted', 'stopped')),
    ended_how text check (ended_how in ('hand', 'rule', 'champion_left')),
    cuts jsonb not null,
    started_at timestamptz not null,
    started_by uuid,
    ended_at timestamptz,
    ended_by uuid,
    primary key (workspace_id, id),
    foreign key (workspace_id, champion_id) references prediction_model (workspace_id, id) on delete cascade,
    foreign key (workspace_id, challenger_id) references prediction_model (workspace_id, id) on delete cascade,
    check (champion_id <> challenger_id),
    check ((state = 'running') = (ended_at is null))
);
create unique index prediction_trial_running on prediction_trial (workspace_id) where state = 'running';

-- A lead of a trial, marked once, before its outcome. It counts until `until`.
create table prediction_trial_lead (
    workspace_id uuid not null references workspace (id) on delete cascade,
    trial_id uuid not null,
    lead_id uuid not null,
    arm text not null check (arm in ('champion', 'challenger')),
    chance double precision not null,
    is_top boolean not null,
    came timestamptz not null,
    until timestamptz not null,
    primary key (workspace_id, trial_id, lead_id),
    foreign key (workspace_id, trial_id) references prediction_trial (workspace_id, id) on delete cascade,
    foreign key (workspace_id, lead_id) references lead (workspace_id, id) on delete cascade
);
create index prediction_trial_lead_lead on prediction_trial_lead (workspace_id, lead_id);
