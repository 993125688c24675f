-- An answer or a meeting told by POST /api/events is an outcome like one told by hand.
alter table lead_outcome drop constraint lead_outcome_source_check;
alter table lead_outcome add constraint lead_outcome_source_check
    check (source in ('person', 'status', 'api', 'events'));
