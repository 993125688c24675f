-- What search looks through, apart from the lead: its trigrams cost as much to write as all other indexes
-- of a lead, and stood in a row that every score rewrites. Made by the triggers below and nobody else.
drop index if exists lead_search;
create table lead_search (
    workspace_id uuid not null,
    lead_id uuid not null,
    at timestamptz not null,
    words text not null
);
insert into lead_search (workspace_id, lead_id, at, words)
select workspace_id, id, last_submission_at, search_text from lead;
alter table lead_search add primary key (workspace_id, lead_id);
create index lead_search_recent on lead_search (workspace_id, at desc, lead_id desc);

-- As `fold` has it in Python, whose columns are taken where there are any.
create function search_words(p_name text, p_email text, p_company text, p_phone text) returns text
language sql immutable parallel safe as $$
    select left(concat_ws(' ', nullif(p_name, ''), replace(lower(p_email), 'ß', 'ss'), nullif(p_company, ''),
        lower(p_phone)), 1000)
$$;

create function search_new_leads() returns trigger language plpgsql as $$
begin
    insert into lead_search (workspace_id, lead_id, at, words)
    select workspace_id, id, last_submission_at,
        search_words(name_folded, email, company_folded, phone) from made;
    return null;
end $$;
create trigger search_new_leads after insert on lead referencing new table as made
    for each statement execute function search_new_leads();

-- A lead is also found by the words of those that went into it.
create function search_lead_anew(p_workspace uuid, p_lead uuid) returns void language sql as $$
    update lead_search s set at = l.last_submission_at, words = left(concat_ws(' ',
        search_words(l.name_folded, l.email, l.company_folded, l.phone), m.words), 1000)
    from lead l, (
        select string_agg(nullif(dropped #>> '{lead,0,search_text}', ''), ' ' order by made_at, id) as words
        from lead_merge where workspace_id = p_workspace and lead_id = p_lead and undone_at is null) m
    where l.workspace_id = p_workspace and l.id = p_lead
        and s.workspace_id = p_workspace and s.lead_id = p_lead
$$;
create index lead_merge_lead on lead_merge (workspace_id, lead_id);

create function search_changed_lead() returns trigger language plpgsql as $$
begin
    perform search_lead_anew(new.workspace_id, new.id);
    return null;
end $$;
create trigger search_changed_lead
    after update of name_folded, email, company_folded, phone, last_submission_at on lead
    for each row when ((old.name_folded, old.email, old.company_folded, old.phone, old.last_submission_at)
        is distinct from (new.name_folded, new.email, new.company_folded, new.phone, new.last_submission_at))
    execute function search_changed_lead();

create function search_merged_lead() returns trigger language plpgsql as $$
begin
    perform search_lead_anew(new.workspace_id, new.lead_id);
    return null;
end $$;
create trigger search_merged_lead after insert or update of undone_at on lead_merge
    for each row execute function search_merged_lead();

-- With a lead goes what is made of it.
create or replace function forget_what_leads_told() returns trigger language plpgsql
    set enable_seqscan = off as $$
begin
    delete from fact f where f.workspace_id = old.workspace_id and f.lead_id = old.id;
    delete from lead_value v where v.workspace_id = old.workspace_id and v.lead_id = old.id;
    delete from lead_search s where s.workspace_id = old.workspace_id and s.lead_id = old.id;
    return null;
end $$;

-- How often a word stands in the newest leads says how far back the newest hits may be. Where that is not
-- far they are read in their order; else the trigrams find all of them, which are then few.
create or replace function search_leads(p_like text, p_limit integer)
returns table (id uuid)
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
    workspace uuid := nullif(current_setting('app.workspace_id', true), '')::uuid;
    deep integer := 2000;
    hits uuid[];
begin
    for step in 1..2 loop
        hits := array(
            select recent.lead_id
            from (select s.lead_id, s.at, s.words from lead_search s
                  where s.workspace_id = workspace order by s.at desc, s.lead_id desc limit deep) recent
            where recent.words like p_like
            order by recent.at desc, recent.lead_id desc limit p_limit);
        exit when cardinality(hits) >= p_limit or cardinality(hits) * 15 < p_limit;
        deep := deep * p_limit / cardinality(hits) * 3 / 2;
    end loop;
    if cardinality(hits) < p_limit then
        hits := array(
            with every as materialized (
                select s.lead_id, s.at from lead_search s
                where s.workspace_id = workspace and s.words like p_like)
            select every.lead_id from every order by every.at desc, every.lead_id desc limit p_limit);
    end if;
    return query select unnest(hits);
end $$;

alter table lead drop column search_text;
