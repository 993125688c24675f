/** Search or do: records come from the server, actions are filtered here; arrows choose, Enter goes. */

import { openDialog } from "./dialogs.ts";
import { all, around, find } from "./dom.ts";

/** Every word typed must begin a word of the line. */
export function matches(line: string, query: string): boolean {
  const words = line.toLowerCase().split(/\s+/);
  return query
    .toLowerCase()
    .split(/\s+/)
    .filter(Boolean)
    .every((typed) => words.some((word) => word.startsWith(typed)));
}

/** Around the list: below the last line comes the first. */
export function turned(at: number, delta: number, count: number): number {
  return count === 0 ? -1 : (at + delta + count) % count;
}

const input = (): HTMLInputElement | null => find<HTMLInputElement>("#palette-query");
const options = (): HTMLElement[] =>
  all("#palette [role=option]").filter((option) => !option.hidden);

function choose(option: HTMLElement | undefined): void {
  for (const each of all("#palette [role=option]")) {
    each.setAttribute("aria-selected", String(each === option));
  }
  const field = input();
  if (!option) {
    field?.removeAttribute("aria-activedescendant");
    return;
  }
  option.id ||= `option-${all("#palette [role=option]").indexOf(option)}`;
  field?.setAttribute("aria-activedescendant", option.id);
  option.scrollIntoView({ block: "nearest" });
}

function refresh(): void {
  const query = input()?.value ?? "";
  for (const option of all("#palette-actions [role=option]")) {
    option.hidden = !matches(option.dataset.words ?? "", query);
  }
  if (!query.trim()) find("#palette-records")?.replaceChildren();
  const list = options();
  const none = find("#palette-none");
  if (none) none.hidden = list.length > 0;
  choose(list[0]);
}

export function openPalette(): void {
  const field = input();
  if (!field || !openDialog("#palette")) return;
  field.value = "";
  refresh();
  field.focus();
}

function pressed(event: KeyboardEvent): void {
  const list = options();
  const at = list.findIndex((option) => option.getAttribute("aria-selected") === "true");
  if (event.key === "ArrowDown") choose(list[turned(at, 1, list.length)]);
  else if (event.key === "ArrowUp") choose(list[turned(at, -1, list.length)]);
  else if (event.key === "Enter") list[at]?.click();
  else return;
  event.preventDefault();
}

export function startPalette(): void {
  document.addEventListener("input", (event) => {
    if (around(event, "#palette-query")) refresh();
  });
  document.addEventListener("htmx:after:swap", () => {
    if (find("#palette[open]")) refresh();
  });
  document.addEventListener("keydown", (event) => {
    if (around(event, "#palette-query")) pressed(event);
  });
  document.addEventListener("pointermove", (event) => {
    const option = around(event, "#palette [role=option]");
    if (option && option.getAttribute("aria-selected") !== "true") choose(option);
  });
  document.addEventListener("click", (event) => {
    const action = around(event, "#palette [data-press]");
    if (!action) return;
    find<HTMLDialogElement>("#palette")?.close();
    find(action.dataset.press ?? "")?.click();
  });
  // The button opens it as the key does: empty, with the first line chosen.
  document.addEventListener(
    "click",
    (event) => {
      if (!around(event, "[data-open='#palette']")) return;
      event.stopPropagation();
      openPalette();
    },
    { capture: true },
  );
}
