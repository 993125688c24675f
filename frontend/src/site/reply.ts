/** What was read and what was written, as the frame says it. */
import type { Budget, Facts, Mark } from "./protocol.ts";
import type { Run } from "./run.ts";
import { begun, languageName, said, thousands } from "./words.ts";

export interface Span {
  text: string;
  source: "lead" | "facts" | null;
}

/** Pairs of word and value; what was not said is left out. */
export function factPairs(facts: Facts): [string, string][] {
  const pairs: [string, string][] = [
    ["Team", facts.teamSize ? `${thousands(facts.teamSize)} people` : ""],
    ["Deadline", facts.timeline],
    ["Budget", facts.budget ? budgetWords(facts.budget) : ""],
    ["Phone", facts.phone],
    ["Language", languageName(facts.language)],
  ];
  return pairs.filter(([, value]) => value);
}

const PERIODS: Record<string, string> = { month: "a month", year: "a year", once: "once" };

/** 12,000 EUR a year; 8,000 to 12,000 EUR. */
export function budgetWords({ amount, amountMin, currency, period }: Budget): string {
  const least = amountMin !== null && amountMin !== amount ? `${thousands(amountMin)} to ` : "";
  return [least + thousands(amount), currency, PERIODS[period] ?? ""].filter(Boolean).join(" ");
}

/** The second line of a row: a stop's reason, what the facts say, the pipeline's note, or the usual. */
export function detailOf(run: Run, name: string, usual: string): string {
  const step = run.steps.find((each) => each.name === name);
  if (step?.detail && step.outcome === "stopped") return said(step.detail);
  return knownDetail(run, name, usual) || begun(step?.detail || usual);
}

/** No reading is certain, however it rounds. */
const sure = (confidence: number): number => Math.min(99, Math.round(confidence * 100));

function knownDetail({ facts, phase }: Run, name: string, usual: string): string {
  // The note names a template's file, which says nothing to a visitor.
  if (name === "respond") return usual;
  if (name === "send") return phase === "held" ? "Waits for a person" : "";
  if (!facts) return "";
  if (name === "understand" && facts.intent && facts.confidence !== null) {
    return `${said(facts.intent)}, ${sure(facts.confidence)} % sure`;
  }
  if (name === "score" && facts.score !== null) {
    return `${facts.score} of 100, grade ${facts.grade}`;
  }
  return name === "route" ? facts.owner : "";
}

/** Where the reply's words come from: as the server marked them, else what the lead wrote and we can find again. */
export function marksOf(run: Run): Mark[] {
  if (!run.reply || run.reply.marks.length) return run.reply?.marks ?? [];
  const { text } = run.reply;
  const wrote = `${run.visitor.company}\n${run.visitor.message}`;
  const team = run.facts?.teamSize;
  const words = [run.facts?.timeline ?? "", team ? String(team) : ""];
  return [companyIn(text, run.visitor.company), ...words]
    .filter((each) => each && wrote.includes(each))
    .map((each) => ({ text: each, source: "lead" }));
}

const LEGAL_FORMS = new Set(
  "ab ag as bv co co. corp corp. e.k. e.v. gmbh inc inc. kg kgaa llc ltd ltd. mbh nv ohg oy plc s.a. s.a.s. s.l. s.p.a. s.r.l. s.r.o. sa sarl sas se sl spa srl ug &".split(
    " ",
  ),
);

/** The company as the reply calls it, which may leave out the legal form at its end. */
export function companyIn(text: string, company: string): string {
  if (company.length > 2 && text.includes(company)) return company;
  const words = company.split(/\s+/).filter(Boolean);
  while (words.length > 1 && LEGAL_FORMS.has(words.at(-1)?.toLowerCase() ?? "")) words.pop();
  const name = words.join(" ");
  return name.length > 2 && text.includes(name) ? name : "";
}

export interface Letter {
  paragraphs: Span[][];
  /** What stands below the signature separator (RFC 3676). */
  foot: string;
}

/** The reply, cut at the words whose origin is known; the longest wins where two begin together. */
export function letterOf(text: string, marks: Mark[]): Letter {
  const [body = "", ...foot] = text.split("\n-- \n");
  const blocks = body.trim().split(/\n\s*\n/);
  return { paragraphs: blocks.map((block) => spans(block, marks)), foot: foot.join("\n").trim() };
}

function spans(block: string, marks: Mark[]): Span[] {
  if (marks.length === 0) return [{ text: block, source: null }];
  const source = new Map(marks.map((mark) => [mark.text, mark.source]));
  const longestFirst = [...source.keys()].sort((a, b) => b.length - a.length);
  // Whole words only: the 40 of a team is not the 40 in 2040.
  const cut = new RegExp(
    `(?<![\\p{L}\\p{N}])(${longestFirst.map(escaped).join("|")})(?![\\p{L}\\p{N}])`,
    "u",
  );
  return block
    .split(cut)
    .filter(Boolean)
    .map((piece) => ({ text: piece, source: source.get(piece) ?? null }));
}

const escaped = (words: string): string => words.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
