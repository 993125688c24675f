/** The sum behind a score: each bar starts where the last one ended. `demo_ledger.py` draws the first one. */
import type { Entry, Ledger, Reason } from "./protocol.ts";
import { begun, decimals, exact, percent, signed } from "./words.ts";

export interface Line {
  label: string;
  note: string;
  points: string;
  inTotal: string;
  x: string;
  width: string;
  minus: boolean;
}

export interface Group {
  title: string;
  points: string;
  inTotal: string;
  lines: Line[];
}

export interface LedgerView {
  groups: Group[];
  total: string;
  whole: string;
  grade: string;
  byPart: boolean;
}

const PARTS = [
  ["fit", "Fit"],
  ["engagement", "Engagement"],
  ["intent", "Intent"],
] as const;
const THINNEST = 0.004; // a rounding of 0.2 must still be seen

/** A ledger without parts, for a server that names reasons alone. */
export function fromReasons(total: number, grade: string, reasons: Reason[]): Ledger {
  const entries = reasons.map(({ label, points }) => ({
    part: null,
    label,
    pointsInitial: null,
    points: null,
    inTotal: points,
    halfLifeDays: null,
  }));
  return { total, grade, parts: {}, weights: {}, entries };
}

export function ledgerView(ledger: Ledger): LedgerView {
  const known = new Set<string | null>(PARTS.map(([part]) => part));
  const groups = [
    ...PARTS.map(([part, title]) => ({
      part: part as string,
      title: title as string,
      entries: ledger.entries.filter((entry) => entry.part === part),
    })),
    { part: "", title: "", entries: ledger.entries.filter((entry) => !known.has(entry.part)) },
  ].filter((group) => group.entries.length > 0);
  const [low, high] = extent(groups.flatMap((group) => group.entries));
  const digits = decimals(groups.flatMap((group) => group.entries.map((entry) => entry.inTotal)));
  let at = -low;
  const drawn = groups.map(({ part, title, entries }) => {
    const lines = entries.map((entry) => {
      const line = lineOf(entry, at, high - low, digits);
      at += entry.inTotal;
      return line;
    });
    const points = ledger.parts[part];
    const sum = entries.reduce((all, entry) => all + entry.inTotal, 0);
    return {
      title: headOf(title, ledger.weights[part]),
      points: points === undefined ? "" : exact(points),
      inTotal: exact(sum, digits),
      lines,
    };
  });
  return {
    groups: drawn,
    total: exact(ledger.total, digits),
    whole: String(ledger.total),
    grade: ledger.grade,
    byPart: ledger.entries.some((entry) => entry.part !== null),
  };
}

/** How far left and right the running sum goes, so that a score under zero on its way fits. */
export function extent(entries: Entry[]): [number, number] {
  let [at, low, high] = [0, 0, 0];
  for (const entry of entries) {
    at += entry.inTotal;
    low = Math.min(low, at);
    high = Math.max(high, at);
  }
  return [low, high > low ? high : low + 1];
}

const headOf = (title: string, weight: number | undefined): string =>
  title && weight !== undefined ? `${title}, weighted ${weight} %` : title;

function lineOf(entry: Entry, at: number, span: number, digits: number): Line {
  return {
    label: entry.label,
    note: fading(entry),
    points: entry.points === null ? "" : signed(entry.points),
    inTotal: signed(entry.inTotal, digits),
    x: percent(Math.min(at, at + entry.inTotal) / span),
    width: percent(Math.max(Math.abs(entry.inTotal) / span, THINNEST)),
    minus: entry.inTotal < 0,
  };
}

/** What the points were and how fast they fade, where they do. */
export function fading(entry: Entry): string {
  if (!entry.halfLifeDays || entry.pointsInitial === null) return "";
  const halves = `halves every ${entry.halfLifeDays} ${entry.halfLifeDays === 1 ? "day" : "days"}`;
  if (entry.points === entry.pointsInitial) return begun(halves);
  return `${signed(entry.pointsInitial)} at first; ${halves}`;
}
