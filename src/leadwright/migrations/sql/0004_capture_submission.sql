-- One round trip for the hot path: binds the workspace, keeps the submission, its event and its job.
create function capture_submission(
    p_workspace uuid, p_id uuid, p_event uuid, p_received timestamptz, p_elapsed double precision, p_source text, p_key uuid,
    p_address text, p_form jsonb, p_headers jsonb, p_suspicion text, p_demo boolean,
    p_content_hash bytea, p_content_key bigint, p_content_type text, p_raw bytea, p_idempotency bytea, p_body_hash bytea,
    p_entrypoint text, p_priority integer, p_payload bytea,
    out standing uuid, out outcome text
) language plpgsql as $$
declare
    kept record;
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
            standing := kept.submission_id;
            outcome := case when kept.body_hash = p_body_hash then 'repeated' else 'key_reused' end;
            return;
        end if;
    end if;
    perform pg_advisory_xact_lock(p_content_key);
    -- Only the index on content_key can serve this, whatever the planner thinks of a table that grew
    -- since it was analysed: by the time of receipt it would read all that came in these minutes.
    select s.id into standing from submission s
    where s.workspace_id = p_workspace and s.content_key = p_content_key and s.content_hash = p_content_hash
      and s.received_at at time zone 'utc' > p_received at time zone 'utc' - interval '10 minutes'
      and s.received_at at time zone 'utc' <= p_received at time zone 'utc' + interval '10 minutes'
    order by s.received_at at time zone 'utc' desc limit 1;
    if standing is not null then
        if p_idempotency is not null then
            update idempotency i set submission_id = standing
            where i.workspace_id = p_workspace and i.key_hash = p_idempotency;
        end if;
        outcome := 'same_content';
        return;
    end if;
    -- No notice within this transaction; the door wakes the worker when it has committed.
    perform set_config('app.quiet', 'on', true);
    insert into submission (workspace_id, id, received_at, source, key_id, address, form, headers,
        suspicion, stored_ms, is_demo, content_hash, content_key, content_type, raw)
    values (p_workspace, p_id, p_received, p_source, p_key, p_address, p_form, p_headers,
        p_suspicion, p_elapsed + extract(epoch from clock_timestamp() - now()) * 1000, p_demo, p_content_hash,
        p_content_key, p_content_type, p_raw);
    insert into event (workspace_id, recorded_at, id, name, occurred_at, submission_id, payload)
    values (p_workspace, now(), p_event, 'submission.received', p_received, p_id,
        jsonb_build_object('source', p_source));
    insert into pgqueuer (priority, entrypoint, payload, status)
    values (p_priority, p_entrypoint, p_payload, 'queued');
    standing := p_id;
    outcome := 'accepted';
end $$;
