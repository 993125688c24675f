-- What was stopped as abuse, for a person to look at; and what each workspace taught about senders.
create table quarantine (
    workspace_id uuid not null,
    submission_id uuid not null,
    reason text not null,
    at timestamptz not null,
    state text not null default 'waiting' check (state in ('waiting', 'released', 'spam')),
    decided_at timestamptz,
    decided_by uuid,
    primary key (workspace_id, submission_id),
    foreign key (workspace_id, submission_id) references submission (workspace_id, id) on delete cascade
);
create index quarantine_recent on quarantine (workspace_id, state, at desc, submission_id desc);

create table screen_entry (
    workspace_id uuid not null,
    id uuid not null,
    list text not null check (list in ('trust', 'block')),
    kind text not null check (kind in ('address', 'domain', 'content', 'word')),
    value text not null,
    created_at timestamptz not null,
    created_by uuid,
    submission_id uuid,
    primary key (workspace_id, id),
    unique (workspace_id, kind, value)
);

create table message_seen (
    workspace_id uuid not null,
    content bytea not null,
    address text not null,
    at timestamptz not null,
    primary key (workspace_id, content, address)
);
create index message_seen_age on message_seen (workspace_id, at);

create table screen_rules (
    workspace_id uuid not null primary key,
    keep_days integer not null default 30 check (keep_days between 1 and 365),
    repeats integer not null default 10 check (repeats between 0 and 1000),
    disposable boolean not null default true
);

insert into quarantine (workspace_id, submission_id, reason, at)
select r.workspace_id, r.submission_id, r.stop_reason, coalesce(r.finished_at, r.started_at)
from run r join submission s on s.workspace_id = r.workspace_id and s.id = r.submission_id
where r.status = 'stopped' and r.stop_reason in ('honeypot', 'too_fast', 'spam', 'solicitation')
    and not s.is_demo and r.started_at > now() - interval '30 days';
