/** Selecting rows: boxes, a range with Shift, all by the box in the head, a long press on a phone. */
import { all, around, find } from "./dom.ts";
import { currentRow } from "./rows.ts";

const TICK = "tbody .tick";
const LONG_PRESS_MS = 500;

/** Both ends and all between them, whichever was first. */
export function between<T>(list: readonly T[], one: T, other: T): T[] {
  const ends = [list.indexOf(one), list.indexOf(other)].sort((a, b) => a - b);
  const [from = -1, to = -1] = ends;
  return from < 0 ? [] : list.slice(from, to + 1);
}

const ticks = (place: ParentNode): HTMLInputElement[] => all<HTMLInputElement>(TICK, place);

function count(place: ParentNode): void {
  const list = ticks(place);
  const chosen = list.filter((tick) => tick.checked).length;
  for (const number of all("[data-selected]", place)) number.textContent = String(chosen);
  const whole = find<HTMLInputElement>("[data-select-all]", place);
  if (whole) {
    whole.checked = chosen > 0 && chosen === list.length;
    whole.indeterminate = chosen > 0 && chosen < list.length;
  }
  for (const bar of all<HTMLInputElement>("input[data-clear-selection]", place)) bar.checked = true;
}

function setAll(place: ParentNode, checked: boolean): void {
  for (const tick of ticks(place)) tick.checked = checked;
  count(place);
}

/** Whether there was anything to clear. */
export function clearSelection(): boolean {
  const places = all(".selectable").filter((place) => find(`${TICK}:checked`, place));
  for (const place of places) setAll(place, false);
  return places.length > 0;
}

export function toggleRow(): void {
  const tick = find<HTMLInputElement>(".tick", currentRow() ?? document.createElement("tr"));
  tick?.click();
}

let last: HTMLInputElement | null = null;

function chosen(tick: HTMLInputElement, event: MouseEvent, place: HTMLElement): void {
  if (event.shiftKey && last?.isConnected) {
    for (const each of between(ticks(place), last, tick)) each.checked = tick.checked;
  }
  last = tick;
  count(place);
}

function startLongPress(): void {
  let timer = 0;
  let pressed = false;
  document.addEventListener("pointerdown", (event) => {
    const row = around(event, ".selectable [data-rows] tbody tr, .selectable[data-rows] tbody tr");
    pressed = false;
    if (event.pointerType === "mouse" || !row) return;
    timer = window.setTimeout(() => {
      pressed = true;
      find<HTMLInputElement>(".tick", row)?.click();
    }, LONG_PRESS_MS);
  });
  for (const end of ["pointerup", "pointermove", "pointercancel", "scroll"]) {
    document.addEventListener(end, () => clearTimeout(timer), { capture: true, passive: true });
  }
  // The finger that selected a row must not open it as it leaves.
  document.addEventListener(
    "click",
    (event) => {
      if (!pressed || around(event, ".tick")) return;
      pressed = false;
      event.preventDefault();
      event.stopPropagation();
    },
    { capture: true },
  );
}

export function startSelection(): void {
  document.addEventListener("click", (event) => {
    const place = around(event, ".selectable");
    if (!place) return;
    const whole = around<HTMLInputElement>(event, "[data-select-all]");
    const tick = around<HTMLInputElement>(event, TICK);
    if (around(event, "[data-clear-selection]")) setAll(place, false);
    else if (whole) setAll(place, whole.checked);
    else if (tick) chosen(tick, event, place);
  });
  document.addEventListener("htmx:after:swap", () => all(".selectable").forEach(count));
  startLongPress();
}
