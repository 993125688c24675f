-- Who set a custom field that no submission brought, and how it was written.
alter table lead_value add column said text, add column set_by text, add column set_at timestamptz;
