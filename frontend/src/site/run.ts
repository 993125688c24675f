/** The demo as a state machine: what the server said goes in, what the frame shows comes out. No clock, no page. */
import type { Facts, Ledger, Problem, Reply, Result, StepTime } from "./protocol.ts";

export type Phase = "idle" | "running" | "done" | "held" | "stopped" | "failed";

/** What the visitor typed. */
export interface Visitor {
  name: string;
  email: string;
  company: string;
  message: string;
}

/** One run as far as it is known. `startedMs` of every step is settled here. */
export interface Run {
  phase: Phase;
  /** Which sentence explains an unusual end; empty for an answer. */
  notice: string;
  visitor: Visitor;
  steps: Timed[];
  facts: Facts | null;
  reply: Reply | null;
  ledger: Ledger | null;
  own: boolean;
}

export interface Timed extends StepTime {
  startedMs: number;
}

export interface Demo {
  run: Run;
  /** What was shown before a send, in case the form is refused. */
  before: Run;
  problem: Problem | null;
}

export type Message =
  | { kind: "sent"; visitor: Visitor }
  | { kind: "step"; step: StepTime }
  | { kind: "facts"; facts: Facts }
  | { kind: "reply"; reply: Reply }
  | { kind: "result"; result: Result }
  | { kind: "refused"; problem: Problem }
  | { kind: "lost" };

const ENDS: Record<string, Phase> = {
  answered: "done",
  held: "held",
  stopped: "stopped",
  failed: "failed",
  unconfirmed: "failed",
};

export function begin(example: Result, visitor: Visitor): Demo {
  const run = ended({ ...blank(visitor), own: false }, example);
  const idle = { ...run, phase: "idle" as const };
  return { run: idle, before: idle, problem: null };
}

export function next(demo: Demo, message: Message): Demo {
  if (message.kind === "sent") {
    if (demo.run.phase === "running") return demo;
    return { run: blank(message.visitor), before: demo.run, problem: null };
  }
  // A late message of a run that is over must not open it again.
  if (demo.run.phase !== "running") return demo;
  if (message.kind === "refused") {
    return { run: demo.before, before: demo.before, problem: message.problem };
  }
  return { ...demo, run: heard(demo.run, message) };
}

function heard(run: Run, message: Exclude<Message, { kind: "sent" } | { kind: "refused" }>): Run {
  switch (message.kind) {
    case "step":
      return { ...run, steps: placed(run.steps, [message.step]) };
    case "facts":
      return { ...run, facts: message.facts };
    case "reply":
      return { ...run, reply: message.reply };
    case "result":
      return ended(run, message.result);
    case "lost":
      return { ...run, phase: "failed", notice: "lost" };
  }
}

function blank(visitor: Visitor): Run {
  return {
    phase: "running",
    notice: "",
    visitor,
    steps: [],
    facts: null,
    reply: null,
    ledger: null,
    own: true,
  };
}

/** The result has the last word, but forgets nothing that was told before. */
function ended(run: Run, result: Result): Run {
  const phase = ENDS[result.status] ?? "running";
  return {
    ...run,
    phase,
    notice: noticeOf(result),
    steps: placed(run.steps, result.steps),
    facts: result.facts.intent || result.facts.score !== null ? result.facts : run.facts,
    reply: merged(run.reply, result.reply),
    ledger: result.ledger ?? run.ledger,
  };
}

function noticeOf(result: Result): string {
  if (result.status === "stopped") {
    return result.stopReason || (result.reply ? "unsent" : "stopped");
  }
  return ["held", "failed", "unconfirmed"].includes(result.status) ? result.status : "";
}

/** The result's reply may be the submitter's short form, without sender and marks. */
function merged(told: Reply | null, final: Reply | null): Reply | null {
  if (!final || !told) return final ?? told;
  return {
    ...final,
    from: final.from || told.from,
    to: final.to || told.to,
    marks: final.marks.length ? final.marks : told.marks,
  };
}

/** Each step with its start: as told now, as told before, else where the step before it ended. */
export function placed(before: Timed[], news: StepTime[]): Timed[] {
  const all = new Map(before.map((step) => [step.name, step]));
  let at = 0;
  for (const last of before) at = last.startedMs + last.ms;
  for (const step of news) {
    const startedMs = step.startedMs ?? all.get(step.name)?.startedMs ?? at;
    all.set(step.name, { ...step, startedMs });
    at = startedMs + step.ms;
  }
  return [...all.values()];
}
