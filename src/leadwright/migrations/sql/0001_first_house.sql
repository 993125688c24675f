-- The first house: workspaces and people, capture, leads, runs, messages, scores, events.
-- The owner runs this; 0001_first_house.py adds the job tables before it and the walls after it.

create table workspace (
    id uuid primary key,
    slug text not null unique,
    name text not null,
    is_demo boolean not null default false,
    claimed_at timestamptz,
    created_at timestamptz not null,
    settings jsonb not null default '{}'
);

create table person (
    id uuid primary key,
    email text not null,
    email_folded text not null unique,
    name text not null,
    password_hash text not null,
    created_at timestamptz not null,
    disabled_at timestamptz
);

create table web_session (
    token_hash bytea primary key,
    person_id uuid not null references person (id) on delete cascade,
    created_at timestamptz not null,
    seen_at timestamptz not null,
    expires_at timestamptz not null,
    user_agent text not null default ''
);
create index web_session_person on web_session (person_id);
create index web_session_expiry on web_session (expires_at);

create table setup_token (
    token_hash bytea primary key,
    created_at timestamptz not null
);

create table membership (
    workspace_id uuid not null references workspace (id) on delete cascade,
    person_id uuid not null references person (id) on delete cascade,
    role text not null check (role in ('owner', 'admin', 'manager', 'rep', 'viewer')),
    takes_leads boolean not null default true,
    mail_alerts boolean not null default true,
    created_at timestamptz not null,
    primary key (workspace_id, person_id)
);
create index membership_person on membership (person_id);

create table api_key (
    workspace_id uuid not null references workspace (id) on delete cascade,
    id uuid not null,
    kind text not null check (kind in ('public', 'secret')),
    label text not null,
    hint text not null,
    public_value text,
    hash bytea not null unique,
    is_demo boolean not null default false,
    created_at timestamptz not null,
    revoked_at timestamptz,
    primary key (workspace_id, id)
);

create table submission (
    workspace_id uuid not null,
    id uuid not null,
    received_at timestamptz not null,
    source text not null,
    key_id uuid,
    address text not null,
    form jsonb not null,
    headers jsonb not null,
    suspicion text,
    stored_ms double precision not null,
    is_demo boolean not null default false,
    content_hash bytea not null,
    content_type text not null,
    raw bytea not null,
    primary key (workspace_id, id)
);
create index submission_content on submission (workspace_id, content_hash, received_at);
create index submission_recent on submission (workspace_id, received_at desc, id desc);

create table idempotency (
    workspace_id uuid not null,
    key_hash bytea not null,
    body_hash bytea not null,
    submission_id uuid not null,
    created_at timestamptz not null,
    primary key (workspace_id, key_hash)
);
create index idempotency_age on idempotency (created_at);

create table refused_request (
    workspace_id uuid not null,
    id uuid not null,
    received_at timestamptz not null,
    address text not null,
    status integer not null,
    problem text not null,
    content_type text not null,
    headers jsonb not null,
    body bytea not null,
    primary key (workspace_id, id)
);

create table lead (
    workspace_id uuid not null,
    id uuid not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    last_submission_at timestamptz not null,
    last_submission_id uuid not null,
    submissions integer not null default 1,
    status text not null default 'new'
        check (status in ('new', 'accepted', 'working', 'qualified', 'rejected', 'nurture', 'converted')),
    name text not null default '',
    name_folded text not null default '',
    email text,
    email_key text,
    phone text,
    phone_key text,
    company text not null default '',
    company_folded text not null default '',
    country text,
    language text,
    source text not null default '',
    intent text,
    intent_confidence double precision,
    quality_band text,
    score integer,
    grade text,
    owner_id uuid,
    reply_status text not null default 'pending'
        check (reply_status in ('pending', 'answered', 'held', 'stopped', 'failed', 'unconfirmed')),
    reply_ms integer,
    stop_reason text,
    search_text text not null default '',
    version integer not null default 1,
    primary key (workspace_id, id)
);
create unique index lead_email_key on lead (workspace_id, email_key) where email_key is not null;
create unique index lead_phone_key on lead (workspace_id, phone_key) where phone_key is not null and email_key is null;
create index lead_recent on lead (workspace_id, last_submission_at desc, id desc);
create index lead_by_score on lead (workspace_id, (coalesce(score, -1)) desc, id desc);
create index lead_by_name on lead (workspace_id, name_folded collate "C", id);
create index lead_by_company on lead (workspace_id, company_folded collate "C", id);
-- A filter few leads pass would else read them all: 0.1 ms instead of 150 at 100,000 leads.
create index lead_by_status on lead (workspace_id, status, last_submission_at desc, id desc);
create index lead_by_intent on lead (workspace_id, intent, last_submission_at desc, id desc);
create index lead_by_owner on lead (workspace_id, owner_id, last_submission_at desc, id desc);
create index lead_by_source on lead (workspace_id, source, last_submission_at desc, id desc);
create index lead_needs_person on lead (workspace_id, last_submission_at desc, id desc) where reply_status in ('held', 'failed', 'unconfirmed');

create table lead_value (
    workspace_id uuid not null,
    lead_id uuid not null,
    key text not null,
    text_folded text,
    number double precision,
    moment timestamptz,
    primary key (workspace_id, lead_id, key),
    foreign key (workspace_id, lead_id) references lead (workspace_id, id) on delete cascade
);
create index lead_value_text on lead_value (workspace_id, key, text_folded) where length(text_folded) < 500;
create index lead_value_number on lead_value (workspace_id, key, number);

create table fact (
    workspace_id uuid not null,
    id uuid not null,
    lead_id uuid not null,
    submission_id uuid,
    key text not null,
    value jsonb not null,
    source text not null,
    method text not null,
    confidence double precision not null check (confidence between 0 and 1),
    observed_at timestamptz not null,
    primary key (workspace_id, id),
    foreign key (workspace_id, lead_id) references lead (workspace_id, id) on delete cascade
);
create index fact_lead on fact (workspace_id, lead_id);

create table run (
    workspace_id uuid not null,
    submission_id uuid not null,
    lead_id uuid,
    started_at timestamptz not null,
    finished_at timestamptz,
    status text not null check (status in ('running', 'done', 'stopped', 'failed')),
    checkpoint integer not null default 0,
    runner uuid,
    lease_until timestamptz,
    snapshot jsonb not null,
    steps jsonb not null default '[]',
    stop_reason text,
    error text,
    primary key (workspace_id, submission_id),
    foreign key (workspace_id, submission_id) references submission (workspace_id, id) on delete cascade
);
create index run_lead on run (workspace_id, lead_id);

create table rotation (
    workspace_id uuid not null,
    person_id uuid not null,
    last_assigned_at timestamptz not null,
    primary key (workspace_id, person_id)
);

create table lead_score (
    workspace_id uuid not null,
    lead_id uuid not null,
    scorecard text not null,
    total integer not null check (total between 0 and 100),
    fit double precision not null,
    engagement double precision not null,
    intent double precision not null,
    grade text not null,
    as_of timestamptz not null,
    submitted_at timestamptz not null,
    next_change_at timestamptz,
    ledger jsonb not null,
    primary key (workspace_id, lead_id, scorecard),
    foreign key (workspace_id, lead_id) references lead (workspace_id, id) on delete cascade
);

create table message (
    workspace_id uuid not null,
    id uuid not null,
    reason_key text not null,
    kind text not null,
    channel text not null default 'email',
    status text not null check (status in
        ('queued', 'held', 'handing_over', 'sent', 'failed', 'unconfirmed', 'suppressed', 'cancelled')),
    lead_id uuid,
    submission_id uuid,
    message_id text not null,
    from_name text not null,
    from_address text not null,
    to_name text not null,
    to_address text not null,
    subject text not null,
    text text not null,
    html text not null,
    original_subject text,
    original_text text,
    language text not null,
    headers jsonb not null,
    evidence jsonb not null default '[]',
    built_in boolean not null default false,
    received_at timestamptz,
    queued_at timestamptz not null,
    handed_at timestamptz,
    sent_at timestamptz,
    sender uuid,
    provider text,
    response text,
    attempts integer not null default 0,
    error text,
    primary key (workspace_id, id),
    foreign key (workspace_id, lead_id) references lead (workspace_id, id) on delete set null (lead_id)
);
create unique index message_reason on message (workspace_id, reason_key);
create index message_recent on message (workspace_id, queued_at desc, id desc);
create index message_lead on message (workspace_id, lead_id);
create index message_submission on message (workspace_id, submission_id);
create index message_unfinished on message (workspace_id, status) where status in ('queued', 'handing_over', 'held', 'failed', 'unconfirmed');

create table suppression (
    workspace_id uuid not null,
    address_key text not null,
    reason text not null,
    created_at timestamptz not null,
    primary key (workspace_id, address_key)
);

create table task (
    workspace_id uuid not null,
    id uuid not null,
    reason_key text not null,
    lead_id uuid,
    owner_id uuid,
    title text not null,
    due_at timestamptz not null,
    created_at timestamptz not null,
    done_at timestamptz,
    primary key (workspace_id, id),
    foreign key (workspace_id, lead_id) references lead (workspace_id, id) on delete cascade
);
create unique index task_reason on task (workspace_id, reason_key);
create index task_open on task (workspace_id, due_at) where done_at is null;
create index task_lead on task (workspace_id, lead_id);

create table notification (
    workspace_id uuid not null,
    id uuid not null,
    reason_key text not null,
    person_id uuid,
    lead_id uuid,
    kind text not null check (kind in ('lead', 'alert')),
    title text not null,
    detail text not null default '',
    created_at timestamptz not null,
    read_at timestamptz,
    primary key (workspace_id, id),
    foreign key (workspace_id, lead_id) references lead (workspace_id, id) on delete cascade
);
create unique index notification_reason on notification (workspace_id, reason_key);
create index notification_recent on notification (workspace_id, created_at desc);

create table event (
    workspace_id uuid not null,
    recorded_at timestamptz not null,
    id uuid not null,
    name text not null,
    version integer not null default 1,
    occurred_at timestamptz not null,
    lead_id uuid,
    submission_id uuid,
    payload jsonb not null,
    primary key (workspace_id, recorded_at, id)
) partition by range (recorded_at);
create index event_lead on event (workspace_id, lead_id, recorded_at desc);

create table delivery (
    workspace_id uuid not null,
    event_id uuid not null,
    subscriber text not null,
    delivered_at timestamptz not null,
    primary key (workspace_id, event_id, subscriber)
);
create index delivery_age on delivery (delivered_at);

-- Jobs due later than a minute wait here, outside the hot table, and are moved when due.
create table scheduled_job (
    id bigint generated always as identity primary key,
    run_at timestamptz not null,
    entrypoint text not null,
    priority integer not null default 0,
    payload bytea,
    dedupe_key text
);
create index scheduled_job_due on scheduled_job (run_at);
create unique index scheduled_job_dedupe on scheduled_job (dedupe_key) where dedupe_key is not null;

-- A worker that dies takes no attempt off its job; counting re-picks ends the loop of a poison job.
create function count_repick() returns trigger language plpgsql as $$
begin new.attempts := old.attempts + 1; return new; end $$;
create trigger count_repick before update on pgqueuer for each row
    when (old.status = 'picked' and new.status = 'picked'
          and new.queue_manager_id is distinct from old.queue_manager_id)
    execute function count_repick();

create function make_event_partitions(months integer) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    start date := date_trunc('month', now())::date;
    month date;
begin
    for i in -1 .. months loop
        month := (start + make_interval(months => i))::date;
        execute format('create table if not exists event_%s partition of event for values from (%L) to (%L)',
            to_char(month, 'YYYYMM'), month, (month + interval '1 month')::date);
    end loop;
end $$;

-- One round trip for the hot path: binds the workspace, keeps the submission, its event and its job.
create function capture_submission(
    p_workspace uuid, p_id uuid, p_event uuid, p_received timestamptz, p_elapsed double precision, p_source text, p_key uuid,
    p_address text, p_form jsonb, p_headers jsonb, p_suspicion text, p_demo boolean,
    p_content_hash bytea, p_content_type text, p_raw bytea, p_idempotency bytea, p_body_hash bytea,
    p_entrypoint text, p_priority integer, p_payload bytea
) returns table (submission_id uuid, outcome text) language plpgsql as $$
declare
    kept record;
    same uuid;
begin
    perform set_config('app.workspace_id', p_workspace::text, true);
    if p_idempotency is not null then
        insert into idempotency as i (workspace_id, key_hash, body_hash, submission_id, created_at)
        values (p_workspace, p_idempotency, p_body_hash, p_id, p_received)
        on conflict (workspace_id, key_hash) do update
            set body_hash = excluded.body_hash, submission_id = excluded.submission_id,
                created_at = excluded.created_at
            where i.created_at < excluded.created_at - interval '24 hours';
        if not found then
            select i.submission_id, i.body_hash into kept from idempotency i
            where i.workspace_id = p_workspace and i.key_hash = p_idempotency;
            return query select kept.submission_id,
                case when kept.body_hash = p_body_hash then 'repeated' else 'key_reused' end;
            return;
        end if;
    end if;
    perform pg_advisory_xact_lock(hashtextextended(encode(p_content_hash, 'hex'), 0));
    select s.id into same from submission s
    where s.workspace_id = p_workspace and s.content_hash = p_content_hash
      and s.received_at > p_received - interval '10 minutes' and s.received_at <= p_received + interval '10 minutes'
    order by s.received_at desc limit 1;
    if same is not null then
        if p_idempotency is not null then
            update idempotency i set submission_id = same
            where i.workspace_id = p_workspace and i.key_hash = p_idempotency;
        end if;
        return query select same, 'same_content';
        return;
    end if;
    insert into submission (workspace_id, id, received_at, source, key_id, address, form, headers,
        suspicion, stored_ms, is_demo, content_hash, content_type, raw)
    values (p_workspace, p_id, p_received, p_source, p_key, p_address, p_form, p_headers,
        p_suspicion, p_elapsed + extract(epoch from clock_timestamp() - now()) * 1000, p_demo, p_content_hash,
        p_content_type, p_raw);
    insert into event (workspace_id, recorded_at, id, name, occurred_at, submission_id, payload)
    values (p_workspace, now(), p_event, 'submission.received', p_received, p_id,
        jsonb_build_object('source', p_source));
    insert into pgqueuer (priority, entrypoint, payload, status)
    values (p_priority, p_entrypoint, p_payload, 'queued');
    return query select p_id, 'accepted';
end $$;

-- Who may enter where, asked before a workspace is known.
create function memberships_of(p_person uuid)
returns table (workspace_id uuid, slug text, name text, role text, is_demo boolean)
language sql stable security definer set search_path = public, pg_temp as $$
    select w.id, w.slug, w.name, m.role, w.is_demo
    from membership m join workspace w on w.id = m.workspace_id
    where m.person_id = p_person order by w.is_demo, w.name
$$;

create function find_api_key(p_hash bytea)
returns table (workspace_id uuid, id uuid, kind text, is_demo boolean)
language sql stable security definer set search_path = public, pg_temp as $$
    select k.workspace_id, k.id, k.kind, k.is_demo from api_key k
    where k.hash = p_hash and k.revoked_at is null
$$;

-- Row-level security keeps LIKE from its trigram index; this function reads the workspace itself.
-- A common word is found among the newest leads, a rare one by the index: a plan for both is slow for one.
create function search_leads(p_like text, p_limit integer)
returns table (id uuid)
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
    workspace uuid := nullif(current_setting('app.workspace_id', true), '')::uuid;
    hits uuid[];
begin
    hits := array(
        select recent.id
        from (select l.id, l.last_submission_at, l.search_text from lead l where l.workspace_id = workspace
              order by l.last_submission_at desc, l.id desc limit 2000) recent
        where recent.search_text like p_like
        order by recent.last_submission_at desc, recent.id desc limit p_limit);
    if cardinality(hits) < p_limit then
        hits := array(
            with every as materialized (
                select l.id, l.last_submission_at from lead l
                where l.workspace_id = workspace and l.search_text like p_like)
            select every.id from every order by every.last_submission_at desc, every.id desc limit p_limit);
    end if;
    return query select unnest(hits);
end $$;
