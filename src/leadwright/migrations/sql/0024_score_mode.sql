-- How a chosen model takes part in a workspace's scores; by rules alone without a row. Scores from
-- before `scores_since` were made in another way, or with another version of the model.
create table score_mode (
    workspace_id uuid primary key references workspace (id) on delete cascade,
    mode text not null check (mode in ('rules', 'blend', 'model')),
    changed_by uuid,
    changed_at timestamptz not null,
    scores_since timestamptz not null
);
