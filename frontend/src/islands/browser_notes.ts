/** Notifications of the browser while a tab is open: asked for by a click, fed by the workspace's own stream. */
import { find, memory, onContent } from "./dom.ts";

interface News {
  now: string;
  rows: { id: string; title: string; kind: string }[];
}

const KEY = "leadwright-told-until";
const WORDS = {
  granted: "Allowed. Notifications come while Leadwright is open in a tab.",
  denied: "This browser refuses them. Allow them in its settings for this site.",
  missing: "This browser knows no notifications, or the address is not https.",
};

/** Where new notifications are asked for: the bell stands on every screen of a workspace. */
export function source(workspaceUrl: string, after: string): string {
  return `${workspaceUrl}/notifications/new?after=${encodeURIComponent(after)}`;
}

/** One tab shows each: the browser itself takes equal tags for the same. */
export function show(news: News, open: string): void {
  for (const row of news.rows) {
    const note = new Notification(row.title, { tag: row.id });
    note.addEventListener("click", () => {
      window.focus();
      location.assign(row.kind === "alert" ? `${open}/alerts` : `${open}/notifications`);
      note.close();
    });
  }
}

function workspaceUrl(): string | undefined {
  return find("#bell")
    ?.getAttribute("hx-get")
    ?.replace(/\/notifications\/bell$/, "");
}

async function ask(): Promise<void> {
  const url = workspaceUrl();
  if (!url || !("Notification" in window) || Notification.permission !== "granted") return;
  const after = memory.get(KEY) ?? new Date().toISOString();
  const answer = await fetch(source(url, after), { headers: { Accept: "application/json" } });
  if (!answer.ok) return;
  const news = (await answer.json()) as News;
  memory.set(KEY, news.now);
  show(news, url);
}

function say(state: keyof typeof WORDS | NotificationPermission): void {
  const place = find("[data-browser-state]");
  if (place && state in WORDS) place.textContent = WORDS[state as keyof typeof WORDS];
  const button = find<HTMLButtonElement>("[data-browser-ask]");
  if (button) button.hidden = state !== "default";
}

export function startBrowserNotes(): void {
  // From the first look on: what came before is no news.
  if (!memory.get(KEY)) memory.set(KEY, new Date().toISOString());
  onContent((root) => {
    if (find("[data-browser-ask]", root)) {
      say("Notification" in window ? Notification.permission : "missing");
    }
  });
  document.addEventListener("click", async (event) => {
    const button = event.target instanceof Element && event.target.closest("[data-browser-ask]");
    if (!button || !("Notification" in window)) return;
    memory.set(KEY, new Date().toISOString());
    say(await Notification.requestPermission());
  });
  document.addEventListener("lead-changed", () => void ask());
}
