-- In how many days after it came a lead of a trial must get there.
alter table prediction_trial add column window_days integer not null default 30
    check (window_days between 7 and 90);
alter table prediction_trial alter column window_days drop default;
