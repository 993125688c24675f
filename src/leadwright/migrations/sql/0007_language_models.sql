-- Language models: connections to them, in an order, and what each call cost.
alter table connection add column position integer not null default 0;

create table model_call (
    workspace_id uuid not null,
    id uuid not null,
    lead_id uuid,
    submission_id uuid not null,
    connection_id uuid not null,
    integration text not null,
    model text not null,
    tokens_in integer not null,
    tokens_out integer not null,
    tokens_cached integer not null,
    cost_micro bigint,
    ms double precision not null,
    outcome text not null check (outcome in ('answered', 'failed')),
    failure text,
    created_at timestamptz not null,
    primary key (workspace_id, id)
);
create index model_call_when on model_call (workspace_id, created_at);
create index model_call_lead on model_call (workspace_id, lead_id) where lead_id is not null;
