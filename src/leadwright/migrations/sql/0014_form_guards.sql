-- What a public key asks posts to bring, the secret of the tool that signs them, and proofs that were used.
alter table api_key
    add column demand text not null default '' check (demand in
        ('', 'proof_of_work', 'turnstile', 'hcaptcha', 'typeform', 'webflow', 'framer')),
    add column sealed text not null default '';

drop function find_api_key(bytea);
create function find_api_key(p_hash bytea)
returns table (workspace_id uuid, id uuid, kind text, is_demo boolean, demand text, sealed text)
language sql stable security definer set search_path = public, pg_temp as $$
    select k.workspace_id, k.id, k.kind, k.is_demo, k.demand, k.sealed from api_key k
    where k.hash = p_hash and k.revoked_at is null
$$;

create table proof_used (
    workspace_id uuid not null,
    digest bytea not null,
    submission_id uuid not null,
    at timestamptz not null,
    primary key (workspace_id, digest)
);
create index proof_used_age on proof_used (workspace_id, at);

-- The cards of the code say what connections are for; a list here would have to follow each of them.
alter table connection drop constraint connection_purpose_check;
alter table connection add constraint connection_purpose_check check (purpose ~ '^[a-z][a-z_]*$');
