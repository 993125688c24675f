-- What a worker sends of a row of a file goes as one value of these: of a list for each column the driver
-- looks at every element twice, which was a fifth of what a row cost the worker.
create type made_lead as (
    id uuid, last_submission_id uuid, submissions integer, name text, name_folded text, email text,
    email_key text, phone text, phone_key text, company text, company_folded text, country text, source text,
    version integer, owner_id uuid, team_id uuid, score integer, grade text
);
create type row_outcome as (
    became text, state text, lead_id uuid, submission_id uuid, created boolean, before text, after text
);
