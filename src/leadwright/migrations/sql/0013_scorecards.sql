-- Several scorecards a workspace, each with its versions. Without a row the shipped card is in force.
create table scorecard (
    workspace_id uuid not null references workspace (id) on delete cascade,
    name text not null check (name ~ '^[a-z][a-z0-9_]*$'),
    is_primary boolean not null,
    published integer,
    created_by uuid,
    created_at timestamptz not null,
    archived_at timestamptz,
    primary key (workspace_id, name),
    check (not (is_primary and archived_at is not null)),
    check (not is_primary or published is not null)
);
create unique index scorecard_primary on scorecard (workspace_id) where is_primary;

create table scorecard_version (
    workspace_id uuid not null,
    name text not null,
    number integer not null check (number >= 1),
    state text not null check (state in ('draft', 'published', 'retired')),
    card jsonb not null,
    note text not null,
    copy_of integer,
    author uuid,
    created_at timestamptz not null,
    changed_at timestamptz not null,
    published_at timestamptz,
    primary key (workspace_id, name, number),
    foreign key (workspace_id, name) references scorecard (workspace_id, name) on delete cascade
);
create unique index scorecard_draft on scorecard_version (workspace_id, name) where state = 'draft';
create unique index scorecard_in_force on scorecard_version (workspace_id, name) where state = 'published';

-- The base computed anew by a published version: one run, taken up again where it stopped.
create table rescoring (
    workspace_id uuid not null,
    id uuid not null,
    name text not null,
    number integer not null,
    state text not null check (state in ('running', 'done', 'replaced')),
    leads integer not null,
    done integer not null,
    changed integer not null,
    crossed integer not null,
    after uuid,
    started_by uuid,
    started_at timestamptz not null,
    finished_at timestamptz,
    primary key (workspace_id, id),
    foreign key (workspace_id, name) references scorecard (workspace_id, name) on delete cascade
);
create unique index rescoring_running on rescoring (workspace_id, name) where state = 'running';

-- `above`: thresholds the lead stands above. `told_*`: what the newest row of its history says.
alter table lead_score
    add column version integer not null default 1,
    add column above text[] not null default '{}',
    add column told_total integer,
    add column told_grade text,
    drop column ledger;
update lead_score set above = case when total >= 70 then array['hot'] else '{}' end,
    told_total = total, told_grade = grade;
alter table lead_score
    alter column version drop default,
    alter column above drop default;
create index lead_score_due on lead_score (workspace_id, next_change_at) where next_change_at is not null;

create table score_history (
    workspace_id uuid not null,
    lead_id uuid not null,
    scorecard text not null,
    at timestamptz not null,
    total integer not null,
    grade text not null,
    version integer not null,
    cause text not null check (cause in ('message', 'event', 'time', 'scorecard')),
    primary key (workspace_id, lead_id, scorecard, at),
    foreign key (workspace_id, lead_id) references lead (workspace_id, id) on delete cascade
);
insert into score_history (workspace_id, lead_id, scorecard, at, total, grade, version, cause)
select workspace_id, lead_id, scorecard, as_of, total, grade, version, 'message' from lead_score;
