-- Models that learn from a workspace's outcomes. A version never changes once it is ready.
create table prediction_model (
    workspace_id uuid not null references workspace (id) on delete cascade,
    id uuid not null,
    number integer not null check (number >= 1),
    state text not null check (state in ('training', 'ready', 'in_use', 'retired', 'failed')),
    target text not null check (target in ('qualified', 'won')),
    progress text not null,
    outcomes integer not null,
    report jsonb,
    model text,
    sha256 text,
    asked_by uuid,
    created_at timestamptz not null,
    finished_at timestamptz,
    promoted_at timestamptz,
    promoted_by uuid,
    primary key (workspace_id, id),
    unique (workspace_id, number),
    check (state in ('training', 'failed') or (model is not null and sha256 is not null and report is not null))
);
create unique index prediction_model_training on prediction_model (workspace_id) where state = 'training';
create unique index prediction_model_in_use on prediction_model (workspace_id) where state = 'in_use';
