/** One key, one press: whatever carries `data-key` is pressed by it, whatever it shows. */

import { openDialog } from "./dialogs.ts";
import { all, around, find, memory } from "./dom.ts";
import { openPalette } from "./palette.ts";
import { leavePanel } from "./panel.ts";
import { moveRow, openPage } from "./rows.ts";
import { clearSelection, toggleRow } from "./selection.ts";

export interface Pressed {
  /** The binding that is complete now, if any. */
  hit: string | null;
  /** The first keys of a binding that may still be completed. */
  pending: string;
}

/** `g d` is two keys: the first one waits for the second. A key that completes nothing begins anew. */
export function press(pending: string, key: string, bindings: ReadonlySet<string>): Pressed {
  for (const keys of pending ? [`${pending} ${key}`, key] : [key]) {
    if (bindings.has(keys)) return { hit: keys, pending: "" };
    if ([...bindings].some((binding) => binding.startsWith(`${keys} `))) {
      return { hit: null, pending: keys };
    }
  }
  return { hit: null, pending: "" };
}

const WAIT_MS = 1200;
const TYPING = "input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]";

/** This screen's search, or where it has none, everybody's. */
function search(): void {
  const field = find("[data-search]") ?? find("[type=search]");
  if (field) field.focus();
  else openPalette();
}

/** Keys that need no element of their own. No screen binds them anew: what selects here never cancels there. */
const BUILT_IN: Readonly<Record<string, () => void>> = {
  j: () => moveRow(1),
  k: () => moveRow(-1),
  x: toggleRow,
  o: openPage,
  "/": search,
  "?": () => openDialog("#keys"),
};

const shown = (element: HTMLElement): boolean =>
  element.checkVisibility({ visibilityProperty: true }) && !element.matches(":disabled");

function pressElement(keys: string): boolean {
  // The sidebar works unseen too. The last one wins: the panel stands after the table, the newest message after both.
  const target = all(`[data-key="${CSS.escape(keys)}"]`)
    .filter((each) => shown(each) || each.closest("nav"))
    .at(-1);
  target?.click();
  return target !== undefined;
}

function bindings(): Set<string> {
  return new Set([
    ...Object.keys(BUILT_IN),
    ...all("[data-key]").map((each) => each.dataset.key ?? ""),
  ]);
}

/** Esc closes one thing at a time; dialogs and popovers close themselves before this is asked. */
function closeOne(event: KeyboardEvent): void {
  if (find("dialog[open]") || find("[popover]:popover-open")) return;
  if (around(event, TYPING)) {
    (event.target as HTMLElement).blur();
  } else if (!clearSelection()) {
    leavePanel();
  }
}

const singleKeys = (): boolean => memory.get("single-keys") !== "off";

function startSetting(): void {
  const box = find<HTMLInputElement>("[data-single-keys]");
  if (box) box.checked = singleKeys();
  document.addEventListener("change", (event) => {
    const changed = around<HTMLInputElement>(event, "[data-single-keys]");
    if (changed) memory.set("single-keys", changed.checked ? null : "off");
  });
}

/** Keys that are meant for a field, a dialog or the browser are none of ours. */
const isOurs = (event: KeyboardEvent): boolean =>
  !(event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat) &&
  singleKeys() &&
  !around(event, TYPING) &&
  !find("dialog[open]");

const isPalette = (event: KeyboardEvent): boolean =>
  event.key === "k" && (event.ctrlKey || event.metaKey);

export function startKeyboard(): void {
  let pending = "";
  let since = 0;

  function single(event: KeyboardEvent): void {
    const late = event.timeStamp - since > WAIT_MS;
    const pressed = press(late ? "" : pending, event.key, bindings());
    pending = pressed.pending;
    since = event.timeStamp;
    if (pressed.hit === null && !pending) return;
    event.preventDefault();
    if (pressed.hit !== null && !pressElement(pressed.hit)) BUILT_IN[pressed.hit]?.();
  }

  startSetting();
  document.addEventListener("keydown", (event) => {
    if (isPalette(event)) {
      event.preventDefault();
      openPalette();
      return;
    }
    if (event.key === "Escape") closeOne(event);
    if (isOurs(event)) single(event);
  });
}
