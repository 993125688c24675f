"""The honest three-hour program: one file a good developer would write instead of a product.

FastAPI, SQLite in WAL mode (full synchronous: a 202 is durable), keyword intent, a small score,
the mail sent synchronously inside the request, a list page with search.
Run it with `LEADS_DB=leads.db SMTP_URL=smtp://127.0.0.1:2525 uvicorn bench.peers.three_hours:app`;
without SMTP_URL it stores the lead and sends nothing.
"""

import html
import os
import secrets
import smtplib
import sqlite3
import threading
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email.message import EmailMessage
from email.utils import make_msgid
from urllib.parse import urlsplit

from fastapi import FastAPI, HTTPException
from fastapi.responses import HTMLResponse
from pydantic import BaseModel, Field

DB = os.getenv("LEADS_DB", "leads.db")
SMTP_URL = os.getenv("SMTP_URL", "")
FROM = "Sales <sales@seller.example.com>"
PAGE = 50

TABLES = """
create table if not exists leads (
  id integer primary key, token text not null unique, name text not null, email text not null,
  company text not null, message text not null, intent text not null, score integer not null,
  status text not null, message_id text, created_at real not null, answered_at real);
create index if not exists leads_email on leads (email);
create index if not exists leads_created on leads (created_at);
"""

INTENTS = {
    "demo_request": ("demo", "trial", "call", "vorführung", "démonstration", "demostración"),
    "pricing_inquiry": ("price", "pricing", "cost", "quote", "preis", "prix", "precio"),
    "support_question": ("help", "broken", "error", "invoice", "rechnung"),
    "partnership": ("partner", "reseller", "integrate"),
}
REPLIES = {
    "demo_request": "thank you for asking for a demo. Which day would suit you?",
    "pricing_inquiry": "thank you for asking about our prices. How many people would use it?",
    "support_question": "we have passed your question on to our support team.",
    "partnership": "thank you for your proposal. Our partner team will read it.",
    "general_inquiry": "thank you for your message. A colleague will write to you soon.",
}

local = threading.local()


@asynccontextmanager
async def lifespan(_: FastAPI) -> AsyncIterator[None]:
    database().executescript(TABLES)
    yield


app = FastAPI(lifespan=lifespan)


class LeadIn(BaseModel):
    name: str = Field(default="", max_length=200)
    email: str = Field(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$", max_length=254)
    company: str = Field(default="", max_length=200)
    message: str = Field(default="", max_length=20_000)


def database() -> sqlite3.Connection:
    """One connection per thread of the pool."""
    if not hasattr(local, "db"):
        local.db = sqlite3.connect(DB, timeout=30, isolation_level=None)
        local.db.execute("pragma journal_mode=wal")
        local.db.execute("pragma synchronous=full")
    connection: sqlite3.Connection = local.db
    return connection


def intent_of(message: str) -> str:
    words = message.lower()
    for intent, keys in INTENTS.items():
        if any(key in words for key in keys):
            return intent
    return "general_inquiry"


def score_of(lead: LeadIn, intent: str) -> int:
    score = 20 + 30 * (intent in {"demo_request", "pricing_inquiry"})
    score += 20 * bool(lead.company) + 10 * (len(lead.message) > 80)
    free_mail = lead.email.rpartition("@")[2] in {"gmail.com", "outlook.com", "gmx.de"}
    return score - 15 * free_mail


def send_reply(lead: LeadIn, intent: str) -> str:
    """Blocks until the mail server has said 250; raises when it does not."""
    mail = EmailMessage()
    mail["From"], mail["To"] = FROM, lead.email
    mail["Subject"] = f"Your message to us{', ' + lead.company if lead.company else ''}"
    mail["Message-ID"] = make_msgid(domain="seller.example.com")
    mail["Auto-Submitted"] = "auto-replied"
    mail.set_content(f"Hello {lead.name or 'there'},\n\n{REPLIES[intent]}\n\nYour sales team\n")
    server = urlsplit(SMTP_URL)
    with smtplib.SMTP(server.hostname or "", server.port or 25, timeout=20) as smtp:
        smtp.send_message(mail)
    return str(mail["Message-ID"])


@app.post("/api/submit-lead", status_code=202)
def submit_lead(lead: LeadIn) -> dict[str, str]:
    intent, token = intent_of(lead.message), secrets.token_urlsafe(16)
    row = database().execute(
        "insert into leads (token, name, email, company, message, intent, score, status, created_at)"
        " values (?, ?, ?, ?, ?, ?, ?, 'received', ?)",
        (token, lead.name, lead.email, lead.company, lead.message, intent,
         score_of(lead, intent), time.time()),
    ).lastrowid  # fmt: skip
    status = "received"
    if SMTP_URL:
        try:
            message_id = send_reply(lead, intent)
        except OSError:
            status = "failed"
            database().execute("update leads set status = 'failed' where id = ?", (row,))
        else:
            status = "answered"
            database().execute(
                "update leads set status = 'answered', message_id = ?, answered_at = ? where id = ?",
                (message_id, time.time(), row),
            )
    return {"id": str(row), "status": status, "result_url": f"/api/results/{token}"}


@app.get("/api/results/{token}")
def result(token: str) -> dict[str, str]:
    found = database().execute("select id, status from leads where token = ?", (token,)).fetchone()
    if found is None:
        raise HTTPException(404)
    return {"id": str(found[0]), "status": found[1]}


@app.get("/leads", response_class=HTMLResponse)
def leads(q: str = "", page: int = 1) -> str:
    like = f"%{q}%"
    where = "where name like ? or email like ? or company like ? or message like ?" if q else ""
    found = database().execute(
        f"select name, email, company, intent, score, status, created_at from leads {where}"
        " order by created_at desc limit ? offset ?",
        ((like,) * 4 if q else ()) + (PAGE, PAGE * (max(page, 1) - 1)),
    )
    rows = "".join(
        "<tr>" + "".join(f"<td>{html.escape(str(cell))}</td>" for cell in row) + "</tr>"
        for row in found
    )
    return (
        "<!doctype html><title>Leads</title><h1>Leads</h1>"
        f'<form><input name="q" value="{html.escape(q)}"><button>Search</button></form>'
        f'<table>{rows}</table><a href="?q={html.escape(q)}&page={page + 1}">Next</a>'
    )


@app.get("/health/ready")
def ready() -> dict[str, str]:
    return {"status": "ready"}
