/** What the form says: its values, and what is wrong with them, at the field and in a summary with the focus. */
import { all, html, one, write } from "./dom.ts";
import type { FieldProblem, Problem } from "./protocol.ts";
import { begun, said, thingsToChange } from "./words.ts";

export function valuesOf(form: HTMLFormElement): Record<string, string> {
  const pairs = [...new FormData(form)].map(([name, value]) => [name, String(value)] as const);
  return Object.fromEntries(pairs);
}

/** The summary's first line. */
export function titleOf({ title, fields }: Problem): string {
  return fields.length ? `${thingsToChange(fields.length)}. Nothing you wrote is lost.` : title;
}

/** Reason and remedy as sentences; a reason may be an identifier: "Too long. Use 200 characters at most." */
export function sentenceOf({ reason, remedy }: FieldProblem): string {
  const why = /^[a-z]+(_[a-z]+)*$/.test(reason) ? said(reason) : begun(reason);
  return [why, begun(remedy)].filter(Boolean).map(stopped).join(" ");
}

const stopped = (words: string): string => (/[.!?…]$/.test(words) ? words : `${words}.`);

export function showProblem(form: HTMLFormElement, problem: Problem | null): void {
  const summary = one("[data-summary]", form);
  clear(form);
  summary.hidden = problem === null;
  if (!problem) return;
  write(one("[data-summary-title]", summary), titleOf(problem));
  one("[data-summary-list]", summary).replaceChildren(
    ...problem.fields.map((each) => itemFor(form, each)),
  );
  for (const each of problem.fields) showAtField(form, each);
  summary.focus();
}

function clear(form: HTMLFormElement): void {
  for (const error of all("[data-error]", form)) {
    error.hidden = true;
    const input = inputOf(form, error.dataset["error"] ?? "");
    input?.removeAttribute("aria-invalid");
    input?.removeAttribute("aria-describedby");
  }
}

function inputOf(form: HTMLFormElement, name: string): HTMLElement | null {
  const input = form.elements.namedItem(name);
  return input instanceof HTMLElement ? input : null;
}

/** A link to the field, or plain words for a field this form does not have. */
function itemFor(form: HTMLFormElement, problem: FieldProblem): HTMLElement {
  const item = document.createElement("li");
  const input = inputOf(form, problem.field);
  const words = problem.remedy || problem.reason;
  if (!input) {
    item.textContent = sentenceOf(problem);
    return item;
  }
  const link = html("a", words) as HTMLAnchorElement;
  link.href = `#${input.id}`;
  link.addEventListener("click", (event) => {
    event.preventDefault();
    input.focus();
  });
  item.append(link);
  return item;
}

function showAtField(form: HTMLFormElement, problem: FieldProblem): void {
  const input = inputOf(form, problem.field);
  const error = all("[data-error]", form).find((each) => each.dataset["error"] === problem.field);
  if (!input || !error) return;
  write(error, sentenceOf(problem));
  error.hidden = false;
  input.setAttribute("aria-invalid", "true");
  input.setAttribute("aria-describedby", error.id);
}
