-- Whether an address whose domain takes no mail is stopped.
alter table screen_rules add column undeliverable boolean not null default true;
