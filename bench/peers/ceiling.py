"""The ceiling: FastAPI and asyncpg writing lead, event and job in one commit, and nothing else.

No product can take leads faster on this stack: no keys, no limits, no dedupe, no tenant wall.
Run it with `DATABASE_URL=... uvicorn bench.peers.ceiling:app`; it makes its own tables.
"""

import json
import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
from fastapi import FastAPI, Request
from pydantic import BaseModel
from uuid_utils import uuid7

TABLES = """
create table if not exists lead (
  id uuid primary key, email text not null, name text not null, company text not null,
  message text not null, received_at timestamptz not null default now());
create index if not exists lead_received on lead (received_at desc);
create table if not exists event (
  id uuid primary key, lead_id uuid not null, name text not null, body jsonb not null,
  recorded_at timestamptz not null default now());
create index if not exists event_lead on event (lead_id);
create table if not exists job (
  id bigint generated always as identity primary key, kind text not null, payload jsonb not null,
  status text not null default 'queued', run_after timestamptz not null default now());
create index if not exists job_queued on job (run_after) where status = 'queued';
"""

# One statement is one commit and one round trip: the cheapest durable way PostgreSQL offers.
TAKE_IN = """
with taken as (
  insert into lead (id, email, name, company, message) values ($1, $3, $4, $5, $6)),
told as (
  insert into event (id, lead_id, name, body) values ($2, $1, 'lead.received', $7))
insert into job (kind, payload) values ('process_lead', $7)
"""


class LeadIn(BaseModel):
    email: str
    name: str = ""
    company: str = ""
    message: str = ""


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    async with asyncpg.create_pool(os.getenv("DATABASE_URL"), min_size=10, max_size=10) as pool:
        await pool.execute(TABLES)
        app.state.pool = pool
        yield


app = FastAPI(lifespan=lifespan)


@app.post("/api/submit-lead", status_code=202)
async def submit_lead(lead: LeadIn, request: Request) -> dict[str, str]:
    lead_id, event_id = str(uuid7()), str(uuid7())
    body = json.dumps({"lead_id": lead_id, "at": time.time()})
    await request.app.state.pool.execute(
        TAKE_IN, lead_id, event_id, lead.email, lead.name, lead.company, lead.message, body
    )
    return {"id": lead_id, "status": "received", "result_url": f"/api/leads/{lead_id}"}


@app.get("/health/ready")
async def ready() -> dict[str, str]:
    return {"status": "ready"}
