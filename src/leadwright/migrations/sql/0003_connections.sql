-- A workspace's own connections to vendors, and what providers report about messages they took.
create table connection (
    workspace_id uuid not null,
    id uuid not null,
    purpose text not null check (purpose in ('mail')),
    integration text not null,
    label text not null,
    sealed text not null,
    config jsonb not null,
    state text not null check (state in ('untested', 'working', 'broken')),
    said text,
    checked_at timestamptz,
    is_default boolean not null default false,
    created_by uuid,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    primary key (workspace_id, id)
);
create unique index connection_default on connection (workspace_id, purpose) where is_default;

create table mail_report (
    workspace_id uuid not null,
    connection_id uuid not null,
    event_id text not null,
    received_at timestamptz not null,
    primary key (workspace_id, connection_id, event_id),
    foreign key (workspace_id, connection_id) references connection (workspace_id, id) on delete cascade
);

alter table message
    add column provider_id text,
    add column fate text check (fate in ('delayed', 'delivered', 'bounced', 'complained')),
    add column fate_at timestamptz,
    add column fate_detail text;
create index message_provider on message (workspace_id, provider_id) where provider_id is not null;
