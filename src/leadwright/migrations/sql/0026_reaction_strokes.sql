-- Reactions that nearly every lead causes, each a whole transaction in one round trip. Each claims its
-- delivery as `kernel/events.py` does and says true; false says that it did nothing and that the
-- reaction has to run at length. They run as the application and are under the wall.

-- The answer went out: the lead says so, if the submission is still its newest.
create function reaction_answered(
    p_workspace uuid, p_recorded_at timestamptz, p_event uuid, p_subscriber text
) returns boolean language plpgsql as $$
declare
    told record;
begin
    perform set_config('app.workspace_id', p_workspace::text, true);
    select e.lead_id, e.submission_id, e.payload ->> 'kind' as kind,
        (e.payload ->> 'ms_since_received')::int as ms into told
    from event e
    where e.workspace_id = p_workspace and e.recorded_at = p_recorded_at and e.id = p_event;
    if not found then
        return false;
    end if;
    insert into delivery (workspace_id, event_id, subscriber, delivered_at)
    values (p_workspace, p_event, p_subscriber, now()) on conflict do nothing;
    if not found or told.kind <> 'reply' or told.submission_id is null then
        return true;
    end if;
    update lead l set reply_status = 'answered', reply_ms = told.ms, stop_reason = null
    where l.workspace_id = p_workspace and l.id = told.lead_id
        and l.last_submission_id = told.submission_id;
    perform pg_notify('leadwright_live',
        json_build_object('w', p_workspace, 's', told.submission_id, 'k', 'answered')::text);
    return true;
end $$;

-- A lead became known, and nothing waits to become its own: no visitor came with the submission, and
-- nothing that happened before carries its address.
create function reaction_nothing_waits(
    p_workspace uuid, p_recorded_at timestamptz, p_event uuid, p_subscriber text
) returns boolean language plpgsql as $$
declare
    told record;
begin
    perform set_config('app.workspace_id', p_workspace::text, true);
    select l.email_key, s.headers ? 'leadwright-visitor' as visited into told
    from event e
    join lead l on l.workspace_id = p_workspace and l.id = e.lead_id
    join submission s on s.workspace_id = p_workspace and s.id = e.submission_id
    where e.workspace_id = p_workspace and e.recorded_at = p_recorded_at and e.id = p_event;
    -- A bar parts an address that several share from a name; who it is then takes more than a look.
    if not found or told.visited or strpos(told.email_key, '|') > 0 or exists (
        select from behaviour b where b.workspace_id = p_workspace and b.lead_id is null
            and b.email_key = told.email_key) then
        return false;
    end if;
    insert into delivery (workspace_id, event_id, subscriber, delivered_at)
    values (p_workspace, p_event, p_subscriber, now()) on conflict do nothing;
    return true;
end $$;
