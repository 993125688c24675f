-- What one settled lead leaves behind in each table; loader.py puts :workspace and :owner in and
-- parts the statements where a semicolon ends a line.

insert into submission (workspace_id, id, received_at, source, address, form, headers,
    content_hash, content_type, raw, stored_ms)
select :workspace, submission_id, at, 'api', '127.0.0.1',
    jsonb_build_object('name', name, 'email', email, 'company', company, 'message', message),
    '{"user-agent": "bench"}', sha256(raw), 'application/json', raw, 2
from staged;

insert into lead (workspace_id, id, created_at, updated_at, last_submission_at, last_submission_id,
    status, name, name_folded, email, email_key, company, company_folded, country, language, source,
    intent, intent_confidence, quality_band, score, grade, owner_id, reply_status, reply_ms)
select :workspace, lead_id, at, at, at, submission_id,
    (array['new', 'accepted', 'working', 'qualified', 'rejected'])[1 + n % 5],
    name, lower(name), email, lower(email), company, lower(company),
    (array['DE', 'FR', 'ES', 'GB', 'US'])[1 + n % 5], (array['de', 'fr', 'es', 'en'])[1 + n % 4],
    'api', (array['demo_request', 'pricing_inquiry', 'product_question', 'partnership'])[1 + n % 4],
    0.6 + (n % 40) / 100.0, (array['low', 'medium', 'high'])[1 + n % 3], n % 101,
    (array['A', 'B', 'C', 'D'])[1 + n % 4], :owner, 'answered', 200 + n % 900
from staged;

insert into fact (workspace_id, id, lead_id, submission_id, key, value, source, method, confidence,
    observed_at)
select :workspace, gen_random_uuid(), lead_id, submission_id, kind.key, to_jsonb(kind.value),
    'submission', 'embedded', 0.9, at
from staged, lateral (values ('company', company), ('team_size', (3 + n % 240)::text),
    ('domain', split_part(email, '@', 2))) as kind (key, value);

insert into run (workspace_id, submission_id, lead_id, started_at, finished_at, status, checkpoint,
    snapshot, steps)
select :workspace, submission_id, lead_id, at, at + interval '400 ms', 'done', 9,
    jsonb_build_object('workspace_id', :workspace, 'submission_id', submission_id, 'received_at', at,
        'source', 'api', 'lead_id', lead_id, 'form',
        jsonb_build_object('email', email, 'name', name, 'company', company, 'message', message)),
    (select jsonb_agg(jsonb_build_object('name', step, 'ms', 12, 'started_ms', 12, 'outcome', 'done',
        'detail', ''))
     from unnest(array['screen', 'dedupe', 'enrich', 'understand', 'score', 'route', 'respond',
        'notify', 'follow_up']) as step)
from staged;

insert into lead_score (workspace_id, lead_id, scorecard, total, fit, engagement, intent, grade,
    as_of, submitted_at, version, above)
select :workspace, lead_id, 'default', n % 101, n % 101, n % 70, n % 90,
    (array['A', 'B', 'C', 'D'])[1 + n % 4], at, at, 1,
    case when n % 101 >= 70 then array['hot'] else '{}' end
from staged;

insert into message (workspace_id, id, reason_key, kind, status, lead_id, submission_id, message_id,
    from_name, from_address, to_name, to_address, subject, text, html, language, headers, queued_at,
    handed_at, sent_at, provider, response, attempts)
select :workspace, gen_random_uuid(), 'reply:' || submission_id, 'reply', 'sent', lead_id,
    submission_id, '<' || submission_id || '@seller.example.com>', 'Sales',
    'sales@seller.example.com', name, email, 'Your message to us, ' || company, body.text,
    '<html><body><p>' || body.text || '</p></body></html>', 'en',
    '{"Auto-Submitted": "auto-replied"}', at, at + interval '350 ms', at + interval '380 ms', 'smtp',
    '250 2.0.0 Ok', 1
from staged, lateral (select 'Hello ' || name || E',\n\n' || repeat(
    'thank you for writing to us about ' || company || '. A colleague reads every message. ', 8)
    as text) as body;

insert into task (workspace_id, id, reason_key, lead_id, owner_id, title, due_at, created_at)
select :workspace, gen_random_uuid(), 'follow_up:' || submission_id, lead_id, :owner,
    'Write to ' || name, at + interval '2 days', at
from staged;

insert into notification (workspace_id, id, reason_key, person_id, lead_id, kind, title, created_at)
select :workspace, gen_random_uuid(), 'lead:' || submission_id, :owner, lead_id, 'lead',
    name || ' wrote', at
from staged;

insert into event (workspace_id, recorded_at, id, name, occurred_at, lead_id, submission_id, payload)
select :workspace, at + step.later * interval '50 ms', gen_random_uuid(), step.name, at, lead_id,
    submission_id, jsonb_build_object('submission_id', submission_id, 'lead_id', lead_id)
from staged, unnest(array['submission.received', 'lead.created', 'lead.understood', 'lead.scored',
    'lead.assigned', 'message.queued', 'message.sent', 'task.created'])
    with ordinality as step (name, later);
