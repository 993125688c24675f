-- How members want to be told, where they can be reached, and alerts with a state.
alter table message add column buttons jsonb not null default '[]';

-- A purpose is what a card of the code says it is for.
alter table connection drop constraint connection_purpose_check;
alter table connection add constraint connection_purpose_check check (purpose in
    ('mail', 'model', 'telegram', 'slack', 'teams', 'discord', 'sms', 'webhook'));

create table notification_wish (
    workspace_id uuid not null,
    person_id uuid not null,
    wishes jsonb not null default '{}',
    hot_from integer not null default 70 check (hot_from between 0 and 100),
    zone text not null default '',
    quiet_from time,
    quiet_until time,
    alerts_pass boolean not null default true,
    muted_until timestamptz,
    digest_at time not null default '08:00',
    link_code bytea,
    link_expires timestamptz,
    updated_at timestamptz not null,
    primary key (workspace_id, person_id),
    foreign key (workspace_id, person_id) references membership (workspace_id, person_id) on delete cascade,
    check ((quiet_from is null) = (quiet_until is null))
);

create table member_address (
    workspace_id uuid not null,
    person_id uuid not null,
    channel text not null check (channel in ('telegram', 'slack', 'sms')),
    address text not null,
    label text not null default '',
    state text not null default 'working' check (state in ('working', 'broken')),
    said text,
    linked_at timestamptz not null,
    primary key (workspace_id, person_id, channel),
    foreign key (workspace_id, person_id) references membership (workspace_id, person_id) on delete cascade
);
create unique index member_address_of on member_address (workspace_id, channel, address);

alter table notification drop constraint notification_kind_check;
alter table notification add constraint notification_kind_check check (kind in ('lead', 'alert', 'task'));
-- Of a lead: the reply that waits and the score. Of an alert: what it is about and how it stands.
alter table notification
    add column message_id uuid,
    add column score integer,
    add column cause text,
    add column affects text,
    add column times integer not null default 1,
    add column last_at timestamptz,
    add column told_at timestamptz,
    add column acknowledged_at timestamptz,
    add column acknowledged_by uuid,
    add column resolved_at timestamptz;
update notification set cause = reason_key, last_at = created_at, told_at = created_at, acknowledged_at = read_at
    where kind = 'alert';
-- One open alert a cause: what a storm brings is counted on it.
create unique index notification_open_alert on notification (workspace_id, cause)
    where kind = 'alert' and acknowledged_at is null and resolved_at is null;

-- Which message carried a notification to whom. `person_id` is null where it went to a room.
create table notification_delivery (
    workspace_id uuid not null,
    message_id uuid not null,
    notification_id uuid not null,
    person_id uuid,
    channel text not null,
    primary key (workspace_id, message_id),
    foreign key (workspace_id, notification_id) references notification (workspace_id, id) on delete cascade
);
create index notification_delivery_of on notification_delivery (workspace_id, notification_id);

-- Presses and updates that a chat sent us and that were taken, so that a replay has no effect.
create table chat_update (
    workspace_id uuid not null,
    connection_id uuid not null,
    update_id text not null,
    received_at timestamptz not null,
    primary key (workspace_id, connection_id, update_id),
    foreign key (workspace_id, connection_id) references connection (workspace_id, id) on delete cascade
);
