/**
 * Tells our server which pages a visitor looks at, from any site that carries this script.
 *
 * No cookie. The visitor's id lives in this page and is gone with it, until the site says that the
 * visitor agreed (`leadwright.agree()`); who asks not to be tracked is not told of at all.
 */

const own = new URL(import.meta.url);
const STORE = "leadwright-visitor";
const FILES = /\.(pdf|docx?|xlsx?|pptx?|csv|zip|epub|mp4)$/i;

declare global {
  interface Window {
    leadwright?: { agree(): void; forget(): void };
  }
}

// Not randomUUID: that one is missing on pages without https.
const fresh = (): string =>
  `v_${Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, "0")).join("")}`;

function kept(): string | null {
  try {
    return localStorage.getItem(STORE);
  } catch {
    return null;
  }
}

const refuses =
  navigator.doNotTrack === "1" || Reflect.get(navigator, "globalPrivacyControl") === true;
let visitor = kept() ?? fresh();
let last = "";

function tell(kind: string, about: string): void {
  const event = { kind, visitor, about, automated: navigator.webdriver === true };
  fetch(new URL(`/api/events${own.search}`, own), {
    method: "POST",
    keepalive: true,
    credentials: "omit",
    // As plain text it needs no leave of the server first.
    headers: { "Content-Type": "text/plain" },
    body: JSON.stringify(event),
  }).catch(() => undefined);
}

function look(): void {
  const here = `${location.origin}${location.pathname}`;
  if (document.visibilityState !== "visible" || here === last) return;
  last = here;
  tell("page.viewed", here);
}

/** The visitor's id goes along with a form of ours, so that the lead knows what it looked at. */
function join(event: Event): void {
  const form = (event.target as Element).closest?.("form");
  const isOurs = form?.action.startsWith(`${own.origin}/api/submit-lead`);
  if (!form || (!isOurs && form.dataset.leadwright === undefined)) return;
  if (form.querySelector("input[name=_lw_v]")) return;
  const field = document.createElement("input");
  Object.assign(field, { type: "hidden", name: "_lw_v", value: visitor });
  form.append(field);
  tell("form.started", form.name || form.id);
}

function taken(event: Event): void {
  const link = (event.target as Element).closest?.("a");
  if (link && (link.hasAttribute("download") || FILES.test(link.pathname))) {
    tell("file.downloaded", link.pathname.split("/").pop() ?? "");
  }
}

function agree(): void {
  try {
    if (!refuses) localStorage.setItem(STORE, visitor);
  } catch {
    // Storage is closed: the id stays with the page.
  }
}

function forget(): void {
  try {
    localStorage.removeItem(STORE);
  } catch {
    // Nothing was kept then.
  }
  visitor = fresh();
}

window.leadwright = { agree, forget };
if (!refuses) {
  look();
  document.addEventListener("visibilitychange", look);
  window.addEventListener("popstate", look);
  Reflect.get(window, "navigation")?.addEventListener("navigatesuccess", look);
  document.addEventListener("focusin", join);
  document.addEventListener("click", taken);
}
