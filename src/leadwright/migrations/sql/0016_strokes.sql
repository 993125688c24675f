-- What leaves with a transaction: events, jobs, parked jobs and notices. A part without rows must not
-- run, since its trigger would still tell.
create function write_leaving(p_rows jsonb) returns void language plpgsql as $$
begin
    if p_rows ? 'events' then
        insert into event (workspace_id, recorded_at, id, name, version, occurred_at, lead_id,
            submission_id, payload)
        select workspace_id, recorded_at, id, name, version, occurred_at, lead_id, submission_id, payload
        from jsonb_to_recordset(p_rows -> 'events') as e (workspace_id uuid, recorded_at timestamptz,
            id uuid, name text, version int, occurred_at timestamptz, lead_id uuid, submission_id uuid,
            payload jsonb);
    end if;
    if p_rows ? 'jobs' then
        insert into pgqueuer (priority, entrypoint, payload, execute_after, dedupe_key, status)
        select priority, name, convert_to(payload, 'UTF8'), now() + make_interval(secs => delay), dedupe,
            'queued'
        from jsonb_to_recordset(p_rows -> 'jobs')
            as j (name text, priority int, payload text, delay float8, dedupe text)
        on conflict (dedupe_key) where status in ('queued', 'picked') and dedupe_key is not null
            do nothing;
    end if;
    if p_rows ? 'parked' then
        insert into scheduled_job (run_at, entrypoint, priority, payload, dedupe_key)
        select now() + make_interval(secs => delay), name, priority, convert_to(payload, 'UTF8'), dedupe
        from jsonb_to_recordset(p_rows -> 'parked')
            as j (name text, priority int, payload text, delay float8, dedupe text)
        on conflict (dedupe_key) where dedupe_key is not null do nothing;
    end if;
    if p_rows ? 'notices' then
        perform pg_notify(channel, body)
        from jsonb_to_recordset(p_rows -> 'notices') as n (channel text, body text);
    end if;
end $$;

-- A message whose sending job came up, and whether its address asked for no mail. The key of an
-- address beyond ASCII is folded by the caller, who then asks for itself.
create function message_to_send(p_workspace uuid, p_id uuid)
returns table (letter message, suppressed boolean) language plpgsql as $$
begin
    perform set_config('app.workspace_id', p_workspace::text, true);
    return query select m, exists (select from suppression s
        where s.workspace_id = p_workspace and s.address_key = lower(m.to_address))
    from message m where m.workspace_id = p_workspace and m.id = p_id;
end $$;

-- Committed just before the content goes out. False if the message was taken, cancelled or changed.
create function message_handed_over(
    p_workspace uuid, p_id uuid, p_revision integer, p_at timestamptz, p_from_address text,
    p_from_name text
) returns boolean language plpgsql as $$
begin
    perform set_config('app.workspace_id', p_workspace::text, true);
    update message m set status = 'handing_over', handed_at = p_at,
        from_address = coalesce(p_from_address, m.from_address),
        from_name = coalesce(p_from_name, m.from_name)
    where m.workspace_id = p_workspace and m.id = p_id and m.status = 'queued'
        and m.revision = p_revision;
    return found;
end $$;

-- The mail server took it: the receipt, with what leaves. False if the message was finished elsewhere.
create function message_sent(
    p_workspace uuid, p_id uuid, p_at timestamptz, p_provider text, p_response text,
    p_provider_id text, p_attempts integer, p_leaving jsonb
) returns boolean language plpgsql as $$
begin
    perform set_config('app.workspace_id', p_workspace::text, true);
    -- A crash may have marked it unconfirmed before.
    update message m set status = 'sent', sent_at = p_at, provider = p_provider,
        response = p_response, provider_id = p_provider_id, attempts = p_attempts, error = null
    where m.workspace_id = p_workspace and m.id = p_id
        and m.status in ('queued', 'handing_over', 'unconfirmed');
    if not found then
        return false;
    end if;
    if p_leaving is not null then
        perform write_leaving(p_leaving);
    end if;
    return true;
end $$;
