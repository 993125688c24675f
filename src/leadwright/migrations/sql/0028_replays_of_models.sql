-- Tables of points trained without one fifth of the leads each, for replays over leads that a version
-- learned from. Older versions have none.
alter table prediction_model add column sisters jsonb;

-- How a model takes part in either side of a replay; null: rules alone. A replay of a model may run
-- beside one of a card.
alter table replay add column kind text not null default 'card' check (kind in ('card', 'model'));
alter table replay add column model jsonb;
alter table replay add column model_against jsonb;
drop index replay_running;
create unique index replay_running on replay (workspace_id, name, kind) where state = 'running';

-- What an ended trial said when it ended: counts by arm. Told here of those that ended before.
alter table prediction_trial add column counts jsonb;
update prediction_trial p set counts = coalesce(
    (
        select jsonb_object_agg(arm, jsonb_build_array(leads, marked, top_n, top_won, all_n, all_won))
        from (
            select arm, count(*) as leads, count(*) filter (where is_top) as marked,
                count(*) filter (where is_top and over) as top_n,
                count(*) filter (where is_top and over and won) as top_won,
                count(*) filter (where over) as all_n, count(*) filter (where over and won) as all_won
            from (
                select t.arm, t.is_top, t.until <= p.ended_at as over, exists (
                    select from event e
                    where e.workspace_id = p.workspace_id and e.lead_id = t.lead_id
                        and e.name = 'lead.status_changed' and e.occurred_at <= t.until
                        and e.payload ->> 'after' = any(case m.target when 'won'
                            then array['converted'] else array['qualified', 'converted'] end)
                        and not exists (
                            select from event b
                            where b.workspace_id = p.workspace_id and b.lead_id = t.lead_id
                                and b.name = 'lead.status_changed'
                                and b.payload ->> 'after' in ('new', 'accepted', 'working')
                                and b.occurred_at > e.occurred_at)
                ) as won
                from prediction_trial_lead t
                join prediction_model m on m.workspace_id = p.workspace_id and m.id = p.champion_id
                where t.workspace_id = p.workspace_id and t.trial_id = p.id
            ) as told
            group by arm
        ) as counted
    ), '{}'
) where state <> 'running';
