-- Letters to leads that stayed here while no mail server was connected wait for a decision once there is one.
create index message_kept on message (workspace_id, queued_at, id)
    where status = 'sent' and provider = 'outbox' and not built_in;
