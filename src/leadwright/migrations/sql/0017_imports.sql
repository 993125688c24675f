-- Files taken in: what each was, its rows with their verdicts, and what each row changed.
create table import (
    workspace_id uuid not null,
    id uuid not null,
    created_at timestamptz not null,
    created_by uuid,
    way text not null check (way in ('upload', 'api', 'command', 'folder', 'bucket', 'mail')),
    source_name text not null default '',
    file_name text not null,
    file_size bigint not null,
    file_hash bytea not null,
    state text not null check (state in
        ('reading', 'ready', 'taking', 'done', 'refused', 'discarded', 'undoing', 'undone', 'failed')),
    error_kind text,
    message text,
    shape jsonb not null default '{}',
    mapping jsonb not null default '{}',
    answer text not null default 'none' check (answer in ('none', 'draft', 'send')),
    consent text not null default '',
    take_when_certain boolean not null default true,
    rows integer not null default 0,
    at_row integer not null default 0,
    counts jsonb not null default '{}',
    read_ms integer,
    taking_since timestamptz,
    finished_at timestamptz,
    finished_by uuid,
    changed_at timestamptz not null,
    primary key (workspace_id, id)
);
create index import_recent on import (workspace_id, created_at desc, id desc);
create index import_same_file on import (workspace_id, file_hash);

-- The file as it came: read again when its mapping changes.
create table import_content (
    workspace_id uuid not null,
    import_id uuid not null,
    content bytea not null,
    primary key (workspace_id, import_id),
    foreign key (workspace_id, import_id) references import (workspace_id, id) on delete cascade
);

-- `key` is a hash of the values: the same row is known whatever file it stands in. `before` holds
-- what the lead said where this row changed it, `after` what it was changed to.
create table import_row (
    workspace_id uuid not null,
    import_id uuid not null,
    row_index integer not null,
    source_row integer not null,
    sheet text,
    cells jsonb not null,
    fields jsonb not null,
    country text,
    problems jsonb not null default '[]',
    key text not null,
    verdict text not null check (verdict in ('new', 'merged', 'review', 'rejected')),
    state text not null default 'waiting' check (state in
        ('waiting', 'taken', 'known', 'rejected', 'undone', 'kept')),
    lead_id uuid,
    submission_id uuid,
    created boolean not null default false,
    before jsonb,
    after jsonb,
    primary key (workspace_id, import_id, row_index),
    foreign key (workspace_id, import_id) references import (workspace_id, id) on delete cascade
);
create index import_row_key on import_row (workspace_id, key) where lead_id is not null;
create index import_row_lead on import_row (workspace_id, lead_id) where lead_id is not null;
create index import_row_verdict on import_row (workspace_id, import_id, verdict, row_index);

-- What a person made of a file's columns, for the next file with the same heads.
create table import_mapping (
    workspace_id uuid not null,
    heads text not null,
    columns jsonb not null,
    changed_at timestamptz not null,
    changed_by uuid,
    primary key (workspace_id, heads)
);

alter table lead drop constraint lead_reply_status_check;
alter table lead add constraint lead_reply_status_check check (reply_status in
    ('none', 'pending', 'delayed', 'answered', 'held', 'stopped', 'failed', 'unconfirmed')) not valid;

alter table notification drop constraint notification_kind_check;
alter table notification add constraint notification_kind_check check (kind in ('lead', 'alert', 'task', 'import'));
