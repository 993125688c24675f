/** The trace at one moment: which rows wait, work or are done, and where their bars stand. Pure arithmetic. */
import type { Run, Timed } from "./run.ts";

export type RowState =
  | "pending"
  | "active"
  | "done"
  | "skipped"
  | "held"
  | "stopped"
  | "failed"
  | "off";

export interface Row {
  name: string;
  state: RowState;
  /** Milliseconds on the axis; `ms` null: the server has not said yet. */
  start: number;
  length: number;
  ms: number | null;
}

export interface Trace {
  rows: Row[];
  span: number;
  ticks: number[];
  clock: number;
}

const HEADROOM = 1.04;
const TICKS_AT_MOST = 5;
const OUTCOMES: Record<string, RowState> = {
  skipped: "skipped",
  held: "held",
  waiting: "held",
  stopped: "stopped",
  failed: "failed",
  unconfirmed: "failed",
};

export const endOf = (step: Timed): number => step.startedMs + step.ms;

/** When the last known step ended. */
export function lastEnd(run: Run): number {
  return Math.max(0, ...run.steps.map(endOf));
}

/** The moment of the answer: the mail's, where there is one, else the last step's. */
export function answeredAt(run: Run): number {
  const sent = run.steps.find((step) => step.name === "send");
  const answered = run.phase === "idle" || run.phase === "done";
  return sent && answered ? endOf(sent) : lastEnd(run);
}

/** When one step ended, or never. */
export function endedAt(run: Run, name: string): number {
  const step = run.steps.find((each) => each.name === name);
  return step ? endOf(step) : Number.POSITIVE_INFINITY;
}

/** The picture of `run` at `t` ms. While the run is open the axis is `room` wide or wider. */
export function traceAt(run: Run, names: string[], t: number, room = 0): Trace {
  const open = run.phase === "running";
  const known = lastEnd(run);
  const span = (open ? roomFor(Math.max(known, t), room) : known * HEADROOM) || 1;
  const untold = names.find((name) => !run.steps.some((step) => step.name === name));
  const rows = names.map((name) => {
    const step = run.steps.find((each) => each.name === name);
    if (step) return toldRow(step, t);
    if (!open) return untoldRow(run, name);
    const working = name === untold && t >= known;
    return {
      name,
      state: working ? ("active" as const) : ("pending" as const),
      start: known,
      length: working ? t - known : 0,
      ms: null,
    };
  });
  const clock = open ? t : Math.min(t, answeredAt(run));
  return { rows, span, ticks: ticks(span), clock };
}

function toldRow(step: Timed, t: number): Row {
  const length = Math.max(0, Math.min(step.ms, t - step.startedMs));
  const finished = t >= endOf(step);
  const begun = t >= step.startedMs;
  const state = finished ? (OUTCOMES[step.outcome] ?? "done") : begun ? "active" : "pending";
  return { name: step.name, state, start: step.startedMs, length, ms: length };
}

/** A step that was not told of: the mail of a held draft waits, a broken connection proves nothing, else it was not needed. */
function untoldRow(run: Run, name: string): Row {
  const waits = run.phase === "held" && name === "send";
  const state = waits ? "held" : run.notice === "lost" ? "pending" : "off";
  return { name, state, start: 0, length: 0, ms: null };
}

/** The axis doubles rather than creeps, so that bars stand still while the clock counts. */
export function roomFor(t: number, room: number): number {
  let span = Math.max(room, 100);
  while (span < t) span *= 2;
  return span;
}

const STEPS = Array.from(
  { length: 30 },
  (_, n) => ([1, 2, 5][n % 3] ?? 1) * 10 ** Math.floor(n / 3),
);

/** Round moments: 1, 2 or 5 times a power of ten apart, at most five of them. */
export function ticks(span: number): number[] {
  const step = STEPS.find((each) => span / each < TICKS_AT_MOST) ?? span;
  return Array.from({ length: Math.floor(span / step) + 1 }, (_, n) => n * step);
}
