-- Each verdict about a value stands beside the ones before it, and the latest counts; one that is taken
-- back uncovers the one before.
alter table screen_entry drop constraint screen_entry_workspace_id_kind_value_key;
create index screen_entry_value on screen_entry (workspace_id, kind, value, created_at desc);
