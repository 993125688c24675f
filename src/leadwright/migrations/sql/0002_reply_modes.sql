-- Replies that wait: for their time (send_after), and by which rule. `revision` says which words were looked at.
alter table message
    add column send_after timestamptz,
    add column mode text,
    add column chosen_by text,
    add column revision integer not null default 0;

-- Every change a person made to a draft, to learn from.
create table message_edit (
    workspace_id uuid not null,
    id uuid not null,
    message_id uuid not null,
    person_id uuid not null,
    at timestamptz not null,
    subject_before text not null,
    text_before text not null,
    subject_after text not null,
    text_after text not null,
    primary key (workspace_id, id),
    foreign key (workspace_id, message_id) references message (workspace_id, id) on delete cascade
);
create index message_edit_of on message_edit (workspace_id, message_id, at);

-- A workspace's own list of reply rules; without rows the shipped list is in force.
create table reply_rule (
    workspace_id uuid not null,
    position integer not null,
    name text not null,
    condition jsonb,
    mode text not null check (mode in ('send', 'delay', 'draft', 'none')),
    minutes integer not null default 0 check (minutes between 0 and 10080),
    primary key (workspace_id, position)
);

alter table lead drop constraint lead_reply_status_check;
alter table lead add constraint lead_reply_status_check check (reply_status in
    ('pending', 'delayed', 'answered', 'held', 'stopped', 'failed', 'unconfirmed')) not valid;
