-- A rare word of many letters was slow to find: the index reads the list of each of its trigrams, and most of
-- them stand in nearly every address. So it is asked for the rarest stretch of the word alone, by a look at some
-- pages of the table, and the few rows that have it are held against the whole word.
create function rarest_stretch(p_like text) returns text
language plpgsql stable as $$
declare
    width constant integer := 6;
    pages constant integer := 12;
    written bigint := pg_relation_size('lead_search') / 8192;
    found text;
begin
    if length(p_like) < width + 3 or written < 20 * pages then
        return p_like;
    end if;
    with seen as materialized (
        select words from lead_search tablesample system (100.0 * pages / written)),
    trigrams as materialized (
        select place, ln((count(*) filter (where strpos(words, substr(p_like, place, 3)) > 0) + 0.5)
            / count(*)) as rarity
        from generate_series(1, length(p_like) - 2) as place cross join seen
        where substr(p_like, place, 3) ~ '^[[:alnum:]]{3}$' group by place),
    stretches as (
        select substr(p_like, start, width) as stretch, sum(rarity) as rarity
        from generate_series(1, length(p_like) - width + 1) as start
        join trigrams on place between start and start + width - 3
        where substr(p_like, start, width) !~ '[%_\\]' group by start)
    select stretch into found from stretches
    where 50 * (select count(*) from seen where strpos(words, stretch) > 0) < (select count(*) from seen)
    order by rarity limit 1;
    return coalesce('%' || found || '%', p_like);
end $$;

create or replace function search_leads(p_like text, p_limit integer)
returns table (id uuid)
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
    workspace uuid := nullif(current_setting('app.workspace_id', true), '')::uuid;
    deep integer := 2000;
    stretch text;
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
        stretch := rarest_stretch(p_like);
        hits := array(
            with every as materialized (
                select s.lead_id, s.at, s.words from lead_search s
                where s.workspace_id = workspace and s.words like stretch)
            select every.lead_id from every where every.words like p_like
            order by every.at desc, every.lead_id desc limit p_limit);
    end if;
    return query select unnest(hits);
end $$;
