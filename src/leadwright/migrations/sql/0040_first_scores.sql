-- A score's lead is looked for, and locked as by a foreign key, once a statement, as those of facts and of the
-- series are: a file writes its leads' first scores by the thousand. What holds and what fails is the same.
alter table lead_score drop constraint lead_score_workspace_id_lead_id_fkey;
create trigger check_leads_of_new after insert on lead_score referencing new table as told
    for each statement execute function check_leads_told_of();
-- Scores change all the time and their lead hardly ever: only that is looked at.
create function check_lead_of_score() returns trigger language plpgsql as $$
begin
    perform from lead l where l.workspace_id = new.workspace_id and l.id = new.lead_id for key share;
    if not found then
        raise exception 'lead_score: a lead that rows tell of is not there'
            using errcode = 'foreign_key_violation', table = 'lead_score';
    end if;
    return null;
end $$;
create trigger check_lead_of_moved after update of workspace_id, lead_id on lead_score
    for each row when ((old.workspace_id, old.lead_id) is distinct from (new.workspace_id, new.lead_id))
    execute function check_lead_of_score();

-- With a lead goes what is made of it.
create or replace function forget_what_leads_told() returns trigger language plpgsql
    set enable_seqscan = off as $$
begin
    delete from fact f where f.workspace_id = old.workspace_id and f.lead_id = old.id;
    delete from fact_set f where f.workspace_id = old.workspace_id and f.lead_id = old.id;
    delete from lead_value v where v.workspace_id = old.workspace_id and v.lead_id = old.id;
    delete from lead_score s where s.workspace_id = old.workspace_id and s.lead_id = old.id;
    delete from lead_search s where s.workspace_id = old.workspace_id and s.lead_id = old.id;
    delete from score_history h where h.workspace_id = old.workspace_id and h.lead_id = old.id;
    return null;
end $$;

-- What a row says is shown as it is and never searched: as text it takes less than half to write.
alter table import_row alter column cells type json, alter column fields type json;
