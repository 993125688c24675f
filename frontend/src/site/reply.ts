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

/** The second line of a row: what the server said, else what the facts say, else the step's usual words. */
export function detailOf(run: Run, name: string, usual: string): string {
  const step = run.steps.find((each) => each.name === name);
  // A stop is told by its reason's identifier.
  if (step?.detail) return step.outcome === "stopped" ? said(step.detail) : begun(step.detail);
  if (name === "send" && run.phase === "held") return "Waits for a person";
  return (run.facts && knownDetail(run.facts, name)) || usual;
}

function knownDetail(facts: Facts, name: string): string {
  if (name === "understand" && facts.intent && facts.confidence !== null) {
    return `${said(facts.intent)}, ${Math.round(facts.confidence * 100)} % sure`;
  }
  if (name === "score" && facts.score !== null) {
    return `${facts.score} of 100, grade ${facts.grade}`;
  }
  return name === "route" ? facts.owner : "";
}

/** Where the reply's words come from: as the server marked them, else what the lead wrote and we can find again. */
export function marksOf(run: Run): Mark[] {
  if (!run.reply || run.reply.marks.length) return run.reply?.marks ?? [];
  const wrote = `${run.visitor.company}\n${run.visitor.message}`;
  const team = run.facts?.teamSize;
  const words = [run.visitor.company, run.facts?.timeline ?? "", team ? String(team) : ""];
  return words
    .filter((text) => text && wrote.includes(text))
    .map((text) => ({ text, source: "lead" }));
}

/** Paragraphs of the reply, cut at the words whose origin is known; the longest wins where two begin together. */
export function paragraphs(text: string, marks: Mark[]): Span[][] {
  return text
    .trim()
    .split(/\n\s*\n/)
    .map((block) => spans(block, marks));
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
