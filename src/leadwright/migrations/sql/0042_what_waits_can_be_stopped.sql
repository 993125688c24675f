-- A webhook that has not left does not leave any more once its automation is paused; its run says so.
alter table automation_post drop constraint automation_post_state_check;
alter table automation_post add constraint automation_post_state_check
    check (state in ('waiting', 'sent', 'failed', 'stopped'));
create index automation_post_waits on automation_post (workspace_id, automation_id) where state = 'waiting';

-- The draft before its last change, so that one step can be taken back.
alter table scorecard_version add column before jsonb;
