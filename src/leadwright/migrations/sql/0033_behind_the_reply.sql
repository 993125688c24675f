-- A message changes its state twice on its way out. No index may know `status`, not even in its
-- condition, or each change makes a new entry in every index; so one knows only whether it is finished,
-- and pages leave room for the row's next version beside it.
drop index message_unfinished;
alter table message set (fillfactor = 70);
alter table message add column unfinished boolean not null generated always as
    (status in ('queued', 'handing_over', 'held', 'failed', 'unconfirmed')) stored;
create index message_unfinished on message (workspace_id) where unfinished;

-- pgqueuer's own way of taking jobs read these; ours does not (kernel/job_book.py).
drop index pgqueuer_ep_prio_id_idx;
drop index pgqueuer_queue_manager_id_idx;
drop index pgqueuer_updated_id_id1_idx;

-- Only new jobs are told of: nobody waits for those that are struck off.
drop trigger tg_pgqueuer_changed on pgqueuer;
create trigger tg_pgqueuer_changed after insert on pgqueuer
    when (current_setting('app.quiet', true) is distinct from 'on')
    execute function fn_pgqueuer_changed();

-- As in 0021, but where no automation wakes there is no statement whose trigger would tell of a job.
create or replace function wake_automations() returns trigger language plpgsql as $$
declare
    woken record;
begin
    for woken in
        select e.workspace_id, a.id as automation_id, e.id as event_id, e.recorded_at
        from arrived e
        join automation a on a.workspace_id = e.workspace_id and a.event = e.name
        where a.state = 'on' and a.deleted_at is null and e.machine is null and e.lead_id is not null
    loop
        insert into pgqueuer (priority, entrypoint, payload, execute_after, status)
        values (10, 'run_automation', convert_to(to_jsonb(woken)::text, 'UTF8'), now(), 'queued');
    end loop;
    return null;
end $$;
