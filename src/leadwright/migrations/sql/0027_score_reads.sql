-- What scores are read from and listed by, so that a million leads are scored anew in minutes.

-- A card asks of a lead's events their names and times only: now the index alone answers, where each event
-- stood on a page of its own.
drop index event_lead;
create index event_lead on event (workspace_id, lead_id, recorded_at desc)
    include (name, occurred_at, machine);
