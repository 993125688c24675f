-- Teams and which product's leads are whose; leads whose product nobody has a team for wait.
create table team (
    workspace_id uuid not null,
    id uuid not null,
    name text not null,
    name_key text not null,
    created_at timestamptz not null,
    primary key (workspace_id, id)
);
create unique index team_name on team (workspace_id, name_key);

create table team_member (
    workspace_id uuid not null,
    team_id uuid not null,
    person_id uuid not null,
    primary key (workspace_id, team_id, person_id),
    foreign key (workspace_id, team_id) references team (workspace_id, id) on delete cascade
);

create table product_route (
    workspace_id uuid not null,
    value_key text not null,
    value text not null,
    team_id uuid not null,
    created_at timestamptz not null,
    created_by uuid,
    primary key (workspace_id, value_key),
    foreign key (workspace_id, team_id) references team (workspace_id, id) on delete cascade
);

create table routing_rule (
    workspace_id uuid not null,
    fallback_owner_id uuid,
    changed_at timestamptz not null,
    primary key (workspace_id)
);

-- `owner_id` is who looks after the lead while it waits. What it went on by and to is kept, so that
-- the lesson can be taken back.
create table product_wait (
    workspace_id uuid not null,
    lead_id uuid not null,
    value_key text not null,
    value text not null,
    since timestamptz not null,
    owner_id uuid,
    gone_on_at timestamptz,
    went_by text,
    went_to_team uuid,
    went_to_owner uuid,
    primary key (workspace_id, lead_id, value_key),
    foreign key (workspace_id, lead_id) references lead (workspace_id, id) on delete cascade
);
create index product_wait_open on product_wait (workspace_id, value_key, since) where gone_on_at is null;
create index product_wait_gone on product_wait (workspace_id, went_by) where gone_on_at is not null;

alter table lead add column team_id uuid;
alter table lead add foreign key (workspace_id, team_id) references team (workspace_id, id)
    on delete set null (team_id);
create index lead_team on lead (workspace_id, team_id) where team_id is not null;

-- A person's word about a row that was kept for review; a product nobody knows is settled elsewhere.
alter table import_row
    add column needs_person boolean not null generated always as
        (jsonb_path_exists(problems, '$[*] ? (@.reason != "unknown_product")')) stored,
    add column decided text check (decided in ('accepted', 'mended', 'rejected')),
    add column decided_at timestamptz,
    add column decided_by uuid,
    add column undo jsonb;
create index import_row_review on import_row (workspace_id, import_id, row_index)
    where verdict = 'review' and state = 'taken' and needs_person;

-- Every workspace begins with the shipped example: A1 is Enterprise's, A2 is Startup's.
create function shipped_routing() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    enterprise uuid := gen_random_uuid();
    startup uuid := gen_random_uuid();
begin
    insert into team (workspace_id, id, name, name_key, created_at)
    values (new.id, enterprise, 'Enterprise', 'enterprise', new.created_at),
        (new.id, startup, 'Startup', 'startup', new.created_at);
    insert into product_route (workspace_id, value_key, value, team_id, created_at)
    values (new.id, 'a1', 'A1', enterprise, new.created_at), (new.id, 'a2', 'A2', startup, new.created_at);
    return null;
end
$$;
create trigger shipped_routing after insert on workspace
    for each row execute function shipped_routing();

insert into team (workspace_id, id, name, name_key, created_at)
select w.id, gen_random_uuid(), t.name, lower(t.name), now()
from workspace w, (values ('Enterprise'), ('Startup')) as t (name);
insert into product_route (workspace_id, value_key, value, team_id, created_at)
select t.workspace_id, p.key, p.value, t.id, now()
from team t join (values ('a1', 'A1', 'enterprise'), ('a2', 'A2', 'startup')) as p (key, value, team)
    on p.team = t.name_key;
