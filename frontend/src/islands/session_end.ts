/** The login ended while a page was open: it is said, the way back is shown, and what was typed in this tab comes back
 *  after it. Kept in the tab alone; passwords, files and hidden fields never are. */
import { all, find } from "./dom.ts";

const KEPT = "leadwright:typed";
const SENT = "leadwright:sent";
const KEPT_FOR_MS = 12 * 60 * 60 * 1000;
const FIELDS =
  "main form :is(input:not([type=hidden], [type=password], [type=file], [type=search]), textarea, select)";

export type Field = {
  name: string;
  value: string;
  defaultValue?: string;
  type: string;
  checked?: boolean;
  defaultChecked?: boolean;
  options?: ArrayLike<{ value: string; defaultSelected: boolean }>;
};

/** What was typed: the field's place among those of its name, since a page may have several forms. */
export type Typed = { name: string; at: number; value: string; checked: boolean };

const isBox = (field: Field): boolean => field.type === "checkbox" || field.type === "radio";

function isTyped(field: Field): boolean {
  if (isBox(field)) return field.checked !== field.defaultChecked;
  if (!field.options) return field.value !== field.defaultValue;
  const options = Array.from(field.options);
  const first = options.find((option) => option.defaultSelected) ?? options[0];
  return field.value !== first?.value;
}

/** Fields that differ from how they came. */
export function typed(fields: Iterable<Field>): Typed[] {
  const places = new Map<string, number>();
  const found: Typed[] = [];
  for (const field of fields) {
    const at = places.get(field.name) ?? 0;
    places.set(field.name, at + 1);
    if (field.name && isTyped(field)) {
      found.push({ name: field.name, at, value: field.value, checked: field.checked ?? false });
    }
  }
  return found;
}

/** Puts them back; which fields were found. */
export function fill<F extends Field>(fields: Iterable<F>, kept: Iterable<Typed>): F[] {
  const every = [...fields];
  const filled: F[] = [];
  for (const one of kept) {
    const field = every.filter((each) => each.name === one.name)[one.at];
    if (!field) continue;
    if (isBox(field)) field.checked = one.checked;
    else field.value = one.value;
    filled.push(field);
  }
  return filled;
}

const fieldsNow = () => all<HTMLInputElement>(FIELDS);

function put(place: string): boolean {
  const words = typed(fieldsNow());
  try {
    const kept = { path: location.pathname, at: Date.now(), words };
    if (words.length > 0) sessionStorage.setItem(place, JSON.stringify(kept));
  } catch {
    return false; // storage is forbidden or full: nothing can be kept
  }
  return words.length > 0;
}

function take(): Typed[] {
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? "null");
    if (!kept || kept.path !== location.pathname) return [];
    sessionStorage.removeItem(KEPT);
    return Date.now() - kept.at < KEPT_FOR_MS ? kept.words : [];
  } catch {
    return [];
  }
}

/** Who comes back by the browser's own button with no page of ours between met its error page: the server was away. */
function isBack(): boolean {
  const [came] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
  return came?.type === "back_forward";
}

/** The page of a refusal keeps what was on its way to the server, and so does the way back from a server that was
 *  away; any other page means that it arrived. */
function settle(): void {
  const refused = find("[data-keeps-typed]");
  try {
    const sent = sessionStorage.getItem(SENT);
    sessionStorage.removeItem(SENT);
    if (!(sent && (refused || isBack()))) return;
    sessionStorage.setItem(KEPT, sent);
    if (refused) refused.hidden = false;
  } catch {
    // Nothing was kept, so that nothing is promised.
  }
}

const login = () =>
  `/login?ended=1&next=${encodeURIComponent(location.pathname + location.search)}`;

/** Goes to the login; where something is typed, asks first, since the reader may be in the middle of it. */
export function sessionEnded(): void {
  const notice = find("#session-ended");
  if (!put(KEPT) || !notice) {
    location.assign(login());
    return;
  }
  const link = find<HTMLAnchorElement>("a", notice);
  if (link) link.href = login();
  notice.hidden = false;
}

export function startSessionEnd(say: (sentence: string) => void): void {
  settle();
  const back = fill(fieldsNow(), take());
  for (const field of back) field.dispatchEvent(new Event("input", { bubbles: true }));
  if (back.length > 0) say("What you typed before is back. It is not saved yet.");
  document.addEventListener("submit", () => put(SENT));
  // What is typed after the notice came is kept as well.
  document.addEventListener("input", () => {
    if (find("#session-ended")?.hidden === false) put(KEPT);
  });
}
