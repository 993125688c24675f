/** The record beside the table. A link with `data-panel` (the fragment's address) and `data-panel-id` opens it on a
 *  wide window; elsewhere, and with any modifier, it is an ordinary link to the full page. */

import { all, around, find } from "./dom.ts";

/** The page's address with this record open, or with none. */
export function withOpen(address: string, id: string | null): string {
  const url = new URL(address);
  if (id === null) url.searchParams.delete("open");
  else url.searchParams.set("open", id);
  return `${url.pathname}${url.search}${url.hash}`;
}

export const openId = (address: string): string | null => new URL(address).searchParams.get("open");

const WIDE = "(width >= 80rem)";
const panel = (): HTMLElement | null => find("#panel");

export const isPanelOpen = (): boolean => Boolean(panel()?.firstElementChild);

function mark(link: HTMLElement | null): void {
  for (const row of all("[data-rows] tr[aria-current]")) row.removeAttribute("aria-current");
  link?.closest("tr")?.setAttribute("aria-current", "true");
}

function remember(id: string | null, how: "push" | "replace" | "none"): void {
  const address = withOpen(location.href, id);
  if (how === "push") history.pushState({ panel: id }, "", address);
  else if (how === "replace") history.replaceState({ panel: id }, "", address);
}

export function openRow(link: HTMLElement, how: "push" | "replace" | "none"): void {
  const { panel: source, panelId = "" } = link.dataset;
  if (!source) return;
  mark(link);
  remember(panelId, how);
  void window.htmx.ajax("GET", source, { target: "#panel", swap: "innerHTML" });
}

function empty(how: "push" | "none"): void {
  const row = find("[data-rows] tr[aria-current]");
  panel()?.replaceChildren();
  remember(null, how);
  mark(null);
  if (row) find("[data-panel]", row)?.focus();
}

/** Whether there was a panel to close. */
export function leavePanel(): boolean {
  const open = isPanelOpen();
  if (open) empty("push");
  return open;
}

/** Back and forward: the address says which record is open. */
function follow(): void {
  if (history.state?.htmx) return;
  const id = openId(location.href);
  const link = id === null ? null : find(`[data-panel-id="${CSS.escape(id)}"]`);
  if (link) openRow(link, "none");
  else if (isPanelOpen()) empty("none");
}

const plain = (event: MouseEvent): boolean =>
  event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);

export function startPanel(): void {
  document.addEventListener("click", (event) => {
    if (around(event, "[data-close-panel]")) {
      leavePanel();
      return;
    }
    const link = around<HTMLAnchorElement>(event, "a[data-panel]");
    if (!link || !plain(event) || event.defaultPrevented) return;
    if (!panel() || !matchMedia(WIDE).matches) return;
    event.preventDefault();
    openRow(link, isPanelOpen() ? "replace" : "push");
  });
  window.addEventListener("popstate", follow);
  // A swap of the rows (live, filter, sort) must not lose which of them is open.
  document.addEventListener("htmx:after:swap", () => {
    const id = openId(location.href);
    if (id !== null && isPanelOpen()) mark(find(`[data-panel-id="${CSS.escape(id)}"]`));
  });
}
