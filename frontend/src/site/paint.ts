/** Draws one moment of a run into the frame that the templates made. */
import { all, html, one, svg, write } from "./dom.ts";
import { detailOf, factPairs, letterOf, marksOf } from "./reply.ts";
import type { Run } from "./run.ts";
import { endedAt, type Row, type Trace, traceAt } from "./trace.ts";
import { milliseconds, percent, thousands } from "./words.ts";

const THINNEST = 0.005;

/** `playing`: the clock has not reached the end yet, so the frame reads as running even if all is known. */
export function paint(frame: HTMLElement, run: Run, t: number, playing: boolean, room = 0): Trace {
  const rows = all("[data-step]", frame);
  const names = rows.map((row) => row.dataset["step"] ?? "");
  const trace = traceAt(run, names, t, room);
  for (const [index, element] of rows.entries()) {
    const row = trace.rows[index];
    if (row) paintRow(element, run, row, trace.span);
  }
  paintAxis(frame, trace);
  write(one("[data-clock]", frame), run.steps.length ? thousands(trace.clock) : "–");
  frame.dataset["state"] = playing ? "running" : run.phase;
  frame.dataset["own"] = run.own ? "yes" : "no";
  frame.setAttribute("aria-busy", String(playing));
  paintFacts(frame, run, t);
  paintMail(frame, run, t, playing);
  return trace;
}

function paintRow(element: HTMLElement, run: Run, row: Row, span: number): void {
  element.dataset["s"] = row.state;
  const bar = one<SVGElement>("[data-bar]", element);
  bar.setAttribute("x", percent(row.start / span));
  bar.setAttribute("width", percent(widthOf(row, span)));
  write(one("[data-out]", element), row.ms === null ? "" : millisecondsOf(row));
  const detail = one("[data-detail]", element);
  const words = detailOf(run, row.name, element.dataset["done"] ?? "");
  write(detail, words);
  if (detail.title !== words) detail.title = words;
}

/** A step of 0.1 ms must still be seen once it is over. */
const widthOf = (row: Row, span: number): number =>
  row.ms === null || row.state === "active" || row.state === "pending"
    ? row.length / span
    : Math.max(row.length / span, THINNEST);

const millisecondsOf = ({ ms, state }: Row): string =>
  state === "active" ? `${thousands(ms ?? 0)} ms` : milliseconds(ms ?? 0);

/** The grid is drawn anew only when the scale changes. */
function paintAxis(frame: HTMLElement, { span, ticks }: Trace): void {
  const scale = String(span);
  if (frame.dataset["scale"] === scale) return;
  frame.dataset["scale"] = scale;
  const places = ticks.map((at) => ({ x: percent(at / span), words: thousands(at) }));
  for (const grid of all<SVGElement>("[data-grid]", frame)) {
    const lines = places.map(({ x }) =>
      svg("line", { x1: x, x2: x, y1: "0", y2: "100%", class: "stroke-base-300" }),
    );
    grid.replaceChildren(...lines);
  }
  const labels = places.map(({ x, words }, n) => {
    const anchor = n === 0 ? "start" : "middle";
    return svg(
      "text",
      { x, y: "12", "text-anchor": anchor, class: "num fill-ink-2 text-xs" },
      words,
    );
  });
  one<SVGElement>("[data-axis]", frame).replaceChildren(...labels);
}

function paintFacts(frame: HTMLElement, run: Run, t: number): void {
  const known = run.facts !== null && t >= endedAt(run, "understand");
  frame.dataset["facts"] = known ? "yes" : "no";
  if (!run.facts || !known) return;
  const pairs = factPairs(run.facts).map(([word, value]) => {
    const pair = document.createElement("div");
    pair.append(html("dt", word), html("dd", value));
    return pair;
  });
  one("[data-fact-list]", frame).replaceChildren(...pairs);
}

/** yes: written; no: not yet; none: there will be none. */
function mailState(run: Run, t: number, playing: boolean): "yes" | "no" | "none" {
  if (run.reply && (!playing || t >= endedAt(run, "respond"))) return "yes";
  return playing || run.phase === "running" ? "no" : "none";
}

function paintMail(frame: HTMLElement, run: Run, t: number, playing: boolean): void {
  const state = mailState(run, t, playing);
  const notice = playing ? "" : run.notice;
  const drawn = `${state} ${notice} ${run.reply?.text ?? ""} ${run.facts?.owner ?? ""}`;
  if (frame.dataset["mail"] === drawn) return;
  frame.dataset["mail"] = drawn;
  frame.dataset["reply"] = state;
  const field = (name: string) => one(`[data-mail="${name}"]`, frame);
  write(field("from"), run.reply?.from || run.facts?.owner || "Not chosen yet");
  write(field("to"), run.reply?.to || run.visitor.name || run.visitor.email);
  write(field("subject"), run.reply?.subject ?? "");
  for (const name of ["subject", "text"]) field(name).lang = run.facts?.language ?? "";
  paintWords(frame, run);
  for (const each of all("[data-notice]", frame)) each.hidden = true;
  if (notice) noticeOf(frame, notice).hidden = false;
}

/** The sentence for this end; a reason we have no sentence for is a stop like others. */
export function noticeOf(frame: HTMLElement, key: string): HTMLElement {
  const own = all("[data-notice]", frame).find((each) => each.dataset["notice"] === key);
  return own ?? one('[data-notice="stopped"]', frame);
}

function paintWords(frame: HTMLElement, run: Run): void {
  const letter = run.reply ? letterOf(run.reply.text, marksOf(run)) : { paragraphs: [], foot: "" };
  const sources = new Set(letter.paragraphs.flat().map((span) => span.source));
  const words = letter.paragraphs.map((spans): HTMLElement => {
    const paragraph = document.createElement("p");
    const pieces = spans.map(({ text, source }) =>
      source ? html("mark", text, source === "lead" ? "from-lead" : "from-facts") : text,
    );
    paragraph.append(...pieces);
    return paragraph;
  });
  if (letter.foot) words.push(html("p", letter.foot, "text-sm text-ink-2"));
  one('[data-mail="text"]', frame).replaceChildren(...words);
  for (const legend of all("[data-legend]", frame)) {
    legend.hidden = !sources.has(legend.dataset.legend === "lead" ? "lead" : "facts");
  }
}
