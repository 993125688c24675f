/** After a run, the score section shows the visitor's own lead, line by line. */
import { all, one, write } from "./dom.ts";
import { fromReasons, type Group, type Line, ledgerView } from "./ledger.ts";
import type { Run } from "./run.ts";

export function paintScore(table: HTMLElement, run: Run): void {
  const { facts } = run;
  const ledger =
    run.ledger ??
    (facts && facts.score !== null ? fromReasons(facts.score, facts.grade, facts.reasons) : null);
  if (!ledger) return;
  const view = ledgerView(ledger);
  table.dataset["parts"] = view.byPart ? "yes" : "no";
  write(one("[data-ledger-name]", table), run.visitor.name || run.visitor.email);
  write(one("[data-ledger-caption]", table), "Your own lead, line by line");
  write(one("[data-ledger-whole]", table), view.whole);
  write(one("[data-ledger-grade]", table), view.grade);
  write(one("[data-ledger-total]", table), view.total);
  for (const body of all("tbody", table)) body.remove();
  one("thead", table).after(...view.groups.map((group) => bodyOf(table, group)));
}

function bodyOf(table: HTMLElement, group: Group): HTMLElement {
  const body = document.createElement("tbody");
  if (group.title) {
    const head = copyOf(table, "[data-ledger-head]");
    fill(head, { title: group.title, points: group.points, in_total: group.inTotal });
    body.append(head);
  }
  body.append(...group.lines.map((line) => rowOf(table, line)));
  return body;
}

function rowOf(table: HTMLElement, line: Line): HTMLElement {
  const row = copyOf(table, "[data-ledger-line]");
  row.dataset["sign"] = line.minus ? "minus" : "plus";
  fill(row, { label: line.label, note: line.note, points: line.points, in_total: line.inTotal });
  one('[data-l="note"]', row).hidden = !line.note;
  for (const bar of all<SVGElement>('[data-l="bar"]', row)) {
    bar.setAttribute("x", line.x);
    bar.setAttribute("width", line.width);
  }
  return row;
}

function copyOf(table: HTMLElement, selector: string): HTMLElement {
  const template = one<HTMLTemplateElement>(selector, table);
  return one("tr", template.content.cloneNode(true) as DocumentFragment);
}

function fill(row: HTMLElement, words: Record<string, string>): void {
  for (const [name, value] of Object.entries(words)) write(one(`[data-l="${name}"]`, row), value);
}
