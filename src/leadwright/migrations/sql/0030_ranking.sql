-- Lists of a million leads: any page of the ranking, filtered or searched, as quickly as the first.

-- Under row-level security PostgreSQL reaches no index by coalesce(), which it does not trust to keep
-- rows to itself, but does by case: a page far down read all the pages before it. What lists are
-- filtered by stands beside the score, so that leads that do not pass are never fetched.
drop index lead_by_score;
create index lead_by_score
    on lead (workspace_id, (case when score is null then -1 else score end) desc, id desc)
    include (score, grade, status, intent, source, owner_id, reply_status, last_submission_at);

-- How often a word stands in the newest leads says how far back the newest hits may be. Where that is
-- not far they are read in their order; else the trigrams find all of them, which are then few.
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
            select recent.id
            from (select l.id, l.last_submission_at, l.search_text from lead l
                  where l.workspace_id = workspace
                  order by l.last_submission_at desc, l.id desc limit deep) recent
            where recent.search_text like p_like
            order by recent.last_submission_at desc, recent.id desc limit p_limit);
        exit when cardinality(hits) >= p_limit or cardinality(hits) * 15 < p_limit;
        deep := deep * p_limit / cardinality(hits) * 3 / 2;
    end loop;
    if cardinality(hits) < p_limit then
        hits := array(
            with every as materialized (
                select l.id, l.last_submission_at from lead l
                where l.workspace_id = workspace and l.search_text like p_like)
            select every.id from every order by every.last_submission_at desc, every.id desc limit p_limit);
    end if;
    return query select unnest(hits);
end $$;
