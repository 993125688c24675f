/** What the server tells about a run (CONTRACTS section 3), read with care: nothing here trusts a shape. */

export interface StepTime {
  name: string;
  ms: number;
  /** null: it began when the step before it ended. */
  startedMs: number | null;
  outcome: string;
  detail: string;
}

export interface Budget {
  amount: number;
  amountMin: number | null;
  currency: string;
  period: string;
}

export interface Reason {
  label: string;
  points: number;
}

export interface Facts {
  intent: string;
  confidence: number | null;
  language: string | null;
  teamSize: number | null;
  timeline: string;
  phone: string;
  budget: Budget | null;
  score: number | null;
  grade: string;
  reasons: Reason[];
  owner: string;
}

export interface Mark {
  text: string;
  source: "lead" | "facts";
}

export interface Reply {
  from: string;
  to: string;
  subject: string;
  text: string;
  marks: Mark[];
}

export interface Entry {
  part: string | null;
  label: string;
  pointsInitial: number | null;
  points: number | null;
  inTotal: number;
  halfLifeDays: number | null;
}

export interface Ledger {
  total: number;
  grade: string;
  parts: Record<string, number>;
  weights: Record<string, number>;
  entries: Entry[];
}

export interface Result {
  status: string;
  stopReason: string;
  steps: StepTime[];
  facts: Facts;
  reply: Reply | null;
  ledger: Ledger | null;
}

export interface FieldProblem {
  field: string;
  reason: string;
  remedy: string;
}

export interface Problem {
  title: string;
  fields: FieldProblem[];
}

export interface Accepted {
  resultUrl: string;
  /** The result as a page for people, where the server has one. */
  pageUrl: string;
  eventsUrl: string | null;
}

type Json = Record<string, unknown>;

const object = (value: unknown): Json =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Json) : {};
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
const text = (value: unknown): string => (typeof value === "string" ? value : "");
const number = (value: unknown): number | null =>
  typeof value === "number" && Number.isFinite(value) ? value : null;

/** A person is told as a name or as an object with one. */
const person = (value: unknown): string =>
  text(value) || text(object(value)["name"]) || text(object(value)["address"]);

function numbers(value: unknown): Record<string, number> {
  const pairs = Object.entries(object(value)).flatMap(([key, each]) => {
    const read = number(each);
    return read === null ? [] : [[key, read] as const];
  });
  return Object.fromEntries(pairs);
}

export function readStep(value: unknown): StepTime | null {
  const step = object(value);
  const name = text(step["name"]);
  const ms = number(step["ms"]);
  if (!name || ms === null) return null;
  return {
    name,
    ms: Math.max(0, ms),
    startedMs: number(step["started_ms"]),
    outcome: text(step["outcome"]),
    detail: text(step["detail"]),
  };
}

export function readFacts(value: unknown): Facts {
  const facts = object(value);
  const entities = object(facts["entities"]);
  return {
    intent: text(facts["intent"]),
    confidence: number(facts["confidence"]),
    language: text(facts["language"]) || null,
    teamSize: number(entities["team_size"]),
    timeline: text(entities["timeline"]),
    phone: text(entities["phone"]),
    budget: readBudget(entities["budget"]),
    score: number(facts["score"]),
    grade: text(facts["grade"]),
    reasons: list(facts["reasons"]).flatMap(readReason),
    owner: person(facts["owner"]),
  };
}

function readBudget(value: unknown): Budget | null {
  const budget = object(value);
  const amount = number(budget["amount"]);
  if (amount === null) return null;
  return {
    amount,
    amountMin: number(budget["amount_min"]),
    currency: text(budget["currency"]),
    period: text(budget["period"]),
  };
}

function readReason(value: unknown): Reason[] {
  const points = number(object(value)["points"]);
  return points === null ? [] : [{ label: text(object(value)["label"]), points }];
}

/** `sender`: a result names who signs beside the reply, a `reply` event inside it. */
export function readReply(value: unknown, sender?: unknown): Reply | null {
  const reply = object(value);
  if (!text(reply["text"])) return null;
  return {
    from: person(reply["from"] ?? sender),
    to: person(reply["to"]),
    subject: text(reply["subject"]),
    text: text(reply["text"]),
    marks: list(reply["marks"]).flatMap(readMark),
  };
}

function readMark(value: unknown): Mark[] {
  const words = text(object(value)["text"]);
  const source = object(value)["source"];
  return words && (source === "lead" || source === "facts") ? [{ text: words, source }] : [];
}

function readEntry(value: unknown): Entry[] {
  const entry = object(value);
  const inTotal = number(entry["in_total"]);
  if (inTotal === null) return [];
  return [
    {
      part: text(entry["part"]) || null,
      label: text(entry["label"]),
      pointsInitial: number(entry["points_initial"]),
      points: number(entry["points"]),
      inTotal,
      halfLifeDays: number(entry["half_life_days"]),
    },
  ];
}

function readLedger(value: unknown): Ledger | null {
  const ledger = object(value);
  const total = number(ledger["total"]);
  if (total === null) return null;
  return {
    total,
    grade: text(ledger["grade"]),
    parts: numbers(ledger["parts"]),
    weights: numbers(ledger["weights"]),
    entries: list(ledger["entries"]).flatMap(readEntry),
  };
}

export function readResult(value: unknown): Result {
  const result = object(value);
  return {
    status: text(result["status"]),
    stopReason: text(result["stop_reason"]),
    steps: list(result["steps"]).flatMap((step) => readStep(step) ?? []),
    facts: readFacts(result),
    reply: readReply(result["reply"], result["from"]),
    ledger: readLedger(result["ledger"]),
  };
}

export function readAccepted(value: unknown): Accepted | null {
  const answer = object(value);
  const resultUrl = text(answer["result_url"]);
  if (!resultUrl) return null;
  const pageUrl = text(answer["page_url"]) || resultUrl;
  return { resultUrl, pageUrl, eventsUrl: text(answer["events_url"]) || null };
}

/** problem+json, or whatever a proxy in between said instead. */
export function readProblem(value: unknown, status: number): Problem {
  const problem = object(value);
  const fields = list(problem["errors"]).map((each) => ({
    field: text(object(each)["field"]),
    reason: text(object(each)["reason"]),
    remedy: text(object(each)["remedy"]),
  }));
  const title =
    text(problem["detail"]) || text(problem["title"]) || `The server refused it with ${status}`;
  return { title, fields };
}
