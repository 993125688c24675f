-- Which messages wait because their mail server takes nothing at all, and not because of themselves: these are
-- due as soon as one goes through. No index knows it, so that noting it makes no new entry in any.
alter table message add column waits_for_way boolean not null default false;
