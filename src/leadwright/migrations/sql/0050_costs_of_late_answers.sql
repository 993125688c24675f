-- What a vendor bills for an answer that nobody could wait for is estimated, and says so.
alter table model_call add column is_estimate boolean not null default false;
