-- What leads do: each event as it came in, who it was, and whether a person or a machine did it.
alter table event add column machine text;

create table behaviour (
    workspace_id uuid not null,
    id uuid not null,
    name text not null,
    occurred_at timestamptz not null,
    received_at timestamptz not null,
    origin text not null,
    sender_id text,
    body_hash text,
    answer jsonb not null default '{}',
    lead_id uuid,
    visitor text,
    email_key text,
    external_id text,
    message_id uuid,
    about text not null default '',
    properties jsonb not null default '{}',
    address text,
    agent text,
    signs text[] not null default '{}',
    machine text,
    primary key (workspace_id, id),
    foreign key (workspace_id, lead_id) references lead (workspace_id, id) on delete cascade
);
create unique index behaviour_sender on behaviour (workspace_id, origin, sender_id)
    where sender_id is not null;
create index behaviour_lead on behaviour (workspace_id, lead_id, occurred_at desc)
    where lead_id is not null;
create index behaviour_visitor on behaviour (workspace_id, visitor, received_at)
    where visitor is not null;
create index behaviour_message on behaviour (workspace_id, message_id, received_at)
    where message_id is not null;
create index behaviour_address on behaviour (workspace_id, address, received_at)
    where address is not null;
create index behaviour_waiting_email on behaviour (workspace_id, email_key)
    where lead_id is null and email_key is not null;
create index behaviour_waiting_external on behaviour (workspace_id, external_id)
    where lead_id is null and external_id is not null;

-- Whom a browser or another program's name for a person stands for; nobody where several use it.
create table known_as (
    workspace_id uuid not null,
    way text not null check (way in ('visitor', 'external')),
    value text not null,
    lead_id uuid,
    since timestamptz not null,
    primary key (workspace_id, way, value),
    foreign key (workspace_id, lead_id) references lead (workspace_id, id) on delete cascade
);
create index known_as_lead on known_as (workspace_id, lead_id) where lead_id is not null;

-- Leads whose score has to be computed anew; a row for each reason, so that nobody waits for it.
create table score_due (
    workspace_id uuid not null,
    id uuid not null,
    lead_id uuid not null,
    primary key (workspace_id, id)
);

create table tracking_rules (
    workspace_id uuid not null primary key,
    opens boolean not null default false,
    clicks boolean not null default false,
    changed_at timestamptz not null,
    changed_by uuid
);
