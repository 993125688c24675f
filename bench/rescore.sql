-- Scored leads with twelve facts, and twenty events each that a card counts. Ids sort by time.
-- rescore.py puts :workspace and :count in and parts the statements at semicolons that end a line.

create temporary table staged as
select n, (lpad(to_hex((extract(epoch from now()) * 1000)::bigint - :count + n), 12, '0') || '7000'
        || '8' || substr(md5('lead' || n), 1, 15))::uuid as id,
    now() - interval '27 days' * ((:count - n)::float8 / :count) as at
from generate_series(1, :count) as n;

insert into lead (workspace_id, id, created_at, updated_at, last_submission_at, last_submission_id,
    status, name, name_folded, email, email_key, company, company_folded, country, language, source,
    intent, intent_confidence, quality_band, score, grade, owner_id, reply_status)
select :workspace, id, at, at, at, id,
    case when n % 5000 = 0 then 'converted' when n % 100 = 7 then 'qualified' when n % 10 = 3 then 'rejected'
        when n % 10 < 2 then 'working' else 'new' end,
    name, lower(name), email, email, 'Firm ' || n, 'firm ' || n, 'DE', 'de',
    (array['api', 'form', 'import'])[1 + n % 3], (array['demo_request', 'pricing_inquiry', 'product_question',
        'support_question', 'solicitation', 'general_inquiry', 'purchase_intent'])[1 + n % 7], 0.8, 'high',
    n % 101, (array['D', 'C', 'B', 'A'])[1 + n % 101 / 26],
    case when n % 4 > 0 then lpad(to_hex(n % 50), 32, '0')::uuid end, 'answered'
from (select *, (array['Anna', 'Ben', 'Carla', 'David', 'Elif', 'Franz', 'Greta'])[1 + n % 7] || ' '
        || (array['Keller', 'Lopez', 'Meyer', 'Novak', 'Okafor', 'Petit', 'Rossi', 'Schulz', 'Tanaka', 'Ubeda',
            'Vogel'])[1 + n % 11] as name,
    substr(md5('mail' || n), 1, 7) || n % 1000 || '@firm' || n || '.example' as email from staged) as people;

insert into fact (workspace_id, id, lead_id, submission_id, key, value, source, method, confidence,
    observed_at)
select :workspace, uuidv7(), id, id, kind.key, kind.value, 'form', 'given', 0.9, at
from staged, lateral (values ('company', to_jsonb('Firm ' || n)), ('team_size', to_jsonb(3 + n % 240)),
    ('email_kind', to_jsonb((array['company', 'free', 'role', 'company'])[1 + n % 4])),
    ('company_domain', to_jsonb('firm' || n || '.example')), ('phone', to_jsonb('+49 30 ' || n)),
    ('country', to_jsonb((array['de', 'fr', 'es', 'gb', 'us'])[1 + n % 5])),
    ('intent', to_jsonb((array['demo_request', 'pricing_inquiry', 'product_question', 'support_question',
        'solicitation', 'general_inquiry', 'purchase_intent'])[1 + n % 7])),
    ('intent_confidence', to_jsonb((n % 100) / 100.0)), ('budget', to_jsonb(n % 3 * 1000)),
    ('quality_band', to_jsonb((array['low', 'medium', 'high'])[1 + n % 3])),
    ('urgency', to_jsonb((array['now', 'soon', 'none'])[1 + n % 3])), ('timeline', to_jsonb('2027-01-15'::text)))
    as kind (key, value);

insert into lead_score (workspace_id, lead_id, scorecard, total, fit, engagement, intent, grade, as_of,
    submitted_at, version, above, told_total, told_grade)
select :workspace, id, 'default', n % 101, n % 101, n % 70, n % 90, 'C', at, at, 1,
    case when n % 101 >= 70 then array['hot'] else '{}' end, n % 101, 'C'
from staged;

insert into event (workspace_id, recorded_at, id, name, occurred_at, lead_id, payload)
select :workspace, at, uuidv7(), name, at, id, '{}'
from (select id, (array['lead.created', 'page.viewed', 'page.viewed', 'email.opened', 'page.viewed',
        'email.clicked', 'file.downloaded', 'page.viewed', 'meeting.missed', 'lead.replied'])[1 + k % 10] as name,
        staged.at + (now() - staged.at) * (k * 37 % 20 / 20.0) as at
    from staged, generate_series(0, 19) as k) as deeds
order by at;
