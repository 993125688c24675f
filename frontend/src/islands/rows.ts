/** Moving through a table by keys: the focus goes from row to row, the open panel follows. */
import { all, around, find } from "./dom.ts";
import { isPanelOpen, openRow } from "./panel.ts";

/** The next place in a list, staying inside it; from nowhere, the first or the last. */
export function stepped(at: number, delta: number, count: number): number {
  if (count === 0) return -1;
  if (at < 0) return delta > 0 ? 0 : count - 1;
  return Math.min(count - 1, Math.max(0, at + delta));
}

const LINK = "th a[href], td a[href]";

export function rows(): HTMLElement[] {
  return all("[data-rows] tbody tr").filter((row) => find(LINK, row) !== null);
}

/** The row with the focus, else the open one. */
export function currentRow(): HTMLElement | null {
  const focused = document.activeElement?.closest<HTMLElement>("[data-rows] tbody tr");
  return focused ?? find("[data-rows] tbody tr[aria-current]");
}

export function moveRow(delta: number): void {
  const list = rows();
  const current = currentRow();
  const next = list[stepped(current ? list.indexOf(current) : -1, delta, list.length)];
  const link = next && find<HTMLAnchorElement>(LINK, next);
  if (!link || next === current) return;
  link.focus();
  next.scrollIntoView({ block: "nearest" });
  if (isPanelOpen() && link.dataset.panel) openRow(link, "replace");
}

/** The full page of the row, whatever Enter opens. */
export function openPage(): void {
  const row = currentRow();
  const link = row && find<HTMLAnchorElement>(LINK, row);
  if (link) location.assign(link.href);
}

const OWN_USE = "a, button, input, select, textarea, label, summary, [popover]";

/** A click anywhere in a row is a click on its link, unless it has a use of its own or selects text. */
function pressRow(event: MouseEvent): void {
  const row = around(event, "[data-rows] tbody tr");
  if (!row || around(event, OWN_USE) || getSelection()?.type === "Range") return;
  const { ctrlKey, metaKey, shiftKey } = event;
  const press = { bubbles: true, cancelable: true, ctrlKey, metaKey, shiftKey };
  find(LINK, row)?.dispatchEvent(new MouseEvent("click", press));
}

export function startRows(): void {
  document.addEventListener("click", (event) => {
    const step = around(event, "[data-row-step]");
    if (step) moveRow(Number(step.dataset.rowStep));
    else pressRow(event);
  });
}
