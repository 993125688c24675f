-- Answers to repeated questions, without the person who asked.
create table kept_answer (
    workspace_id uuid not null,
    id uuid not null,
    sheet text not null,
    language text not null,
    intent text not null,
    question text not null,
    subject text not null,
    body text not null,
    model text not null,
    created_at timestamptz not null,
    primary key (workspace_id, id)
);
create unique index kept_answer_question on kept_answer (workspace_id, sheet, language, question);
