/** The record beside the table. A link with `data-panel` (the fragment's address) and `data-panel-id` opens it on a
 *  wide window; elsewhere, and with any modifier, it is an ordinary link to the full page. */

import { all, around, find, onContent } from "./dom.ts";
import { mayGo } from "./letters.ts";

/** The page's address with this record open, or with none. */
export function withOpen(address: string, id: string | null): string {
  const url = new URL(address);
  if (id === null) url.searchParams.delete("open");
  else url.searchParams.set("open", id);
  return `${url.pathname}${url.search}${url.hash}`;
}

export const openId = (address: string): string | null => new URL(address).searchParams.get("open");

/** As wide as the stylesheet wants it for a panel. */
const wide = (): boolean => matchMedia("(width >= 80rem)").matches;
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
  const place = panel();
  if (!source || !place || !mayGo(place)) return;
  mark(link);
  remember(panelId, how);
  load(source, panelId);
}

function load(source: string, id: string): void {
  const place = panel();
  if (!place) return;
  place.dataset.record = id;
  void window.htmx.ajax("GET", source, { target: "#panel", swap: "innerHTML" });
}

function empty(how: "push" | "none"): void {
  const row = find("[data-rows] tr[aria-current]");
  const place = panel();
  place?.replaceChildren();
  delete place?.dataset.record;
  remember(null, how);
  mark(null);
  if (row) find("[data-panel]", row)?.focus();
}

/** Whether there was a panel to close. */
export function leavePanel(): boolean {
  const place = panel();
  const open = place !== null && isPanelOpen();
  if (open && mayGo(place)) empty("push");
  return open;
}

/** The address says which record is open: after a reload, after back and forward, after a swap of the rows. */
function follow(): void {
  const place = panel();
  const id = openId(location.href);
  if (!place || !wide()) return;
  if (id === null) {
    if (isPanelOpen()) empty("none");
    return;
  }
  const link = find(`[data-panel-id="${CSS.escape(id)}"]`);
  mark(link);
  if (isPanelOpen()) place.dataset.record ??= id;
  // Asked for once only: a record that cannot be shown must not be asked for again and again.
  if (place.dataset.record === id) return;
  const base = find("[data-panel-base]")?.dataset.panelBase;
  if (link) {
    // The next draft after a decision came with a new page: the keyboard goes on from its row.
    if (document.activeElement === document.body) link.focus();
    openRow(link, "none");
  }
  // An address that was passed on may name a record of another page of the table.
  else if (base) load(`${base}/${encodeURIComponent(id)}/panel`, id);
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
    if (!panel() || !wide()) return;
    event.preventDefault();
    openRow(link, isPanelOpen() ? "replace" : "push");
  });
  window.addEventListener("popstate", follow);
  onContent(follow);
}
