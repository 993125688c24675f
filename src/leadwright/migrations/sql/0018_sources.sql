-- Where spreadsheets come from by themselves.
create table source (
    workspace_id uuid not null,
    id uuid not null,
    kind text not null check (kind in ('folder', 'bucket', 'mail')),
    label text not null,
    pattern text not null,
    folder text not null default '',
    connection_id uuid,
    senders text not null default '',
    is_event_leads boolean not null default false,
    consent text not null default '',
    is_paused boolean not null default false,
    state text not null default 'untested' check (state in ('untested', 'working', 'broken')),
    said text,
    looked_at timestamptz,
    next_look_at timestamptz,
    created_by uuid,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    primary key (workspace_id, id),
    foreign key (workspace_id, connection_id) references connection (workspace_id, id)
        on delete set null (connection_id)
);
create index source_due on source (workspace_id, next_look_at) where not is_paused;

-- Every version of a file that a source showed: taken, or ignored and why.
create table source_file (
    workspace_id uuid not null,
    id uuid not null,
    source_id uuid not null,
    key text not null,
    version text not null,
    size bigint not null,
    outcome text not null check (outcome in ('taken', 'ignored')),
    reason text not null default '',
    sender text not null default '',
    import_id uuid,
    seen_at timestamptz not null,
    primary key (workspace_id, id),
    foreign key (workspace_id, source_id) references source (workspace_id, id) on delete cascade
);
create unique index source_file_once on source_file (workspace_id, source_id, key, version);
create index source_file_newest on source_file (workspace_id, source_id, seen_at desc);
