create table reply_template (
    workspace_id uuid not null references workspace (id) on delete cascade,
    id uuid not null,
    intent text not null,
    language text not null,
    industry text,
    subject text not null,
    body text not null,
    active boolean not null,
    author uuid,
    updated_at timestamptz not null,
    primary key (workspace_id, id)
);
create unique index reply_template_in_use
    on reply_template (workspace_id, intent, language, coalesce(industry, '')) where active;
create index reply_template_versions
    on reply_template (workspace_id, intent, language, updated_at desc);
