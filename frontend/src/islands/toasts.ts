/** Messages at the foot: they go by themselves, but not while somebody reads or points at them. */
import { all, around, find, onContent } from "./dom.ts";
import { sessionEnded } from "./session_end.ts";

export const SHOWN_MS = 10_000;

/** What a person can do about an answer that brought no page. */
export function problemWords(status: number): string {
  if (status === 0) return "The server could not be reached. Check the connection and try again.";
  if (status === 403) return "You may not do that here, or this page is too old. Reload it.";
  if (status === 404) return "That is gone: somebody may have deleted it. Reload the page.";
  if (status === 409) return "Somebody changed it meanwhile. Reload the page to see it.";
  if (status === 413) return "That is larger than this server takes.";
  if (status === 429) return "Too many requests. Wait a minute and try again.";
  return `The server answered with error ${status}. Nothing more was changed; try again.`;
}

/** Counts down only while the message is neither hovered nor focused. */
function expire(toast: HTMLElement): void {
  if (toast.dataset.timed) return;
  toast.dataset.timed = "yes";
  let left = SHOWN_MS;
  const tick = setInterval(() => {
    if (toast.matches(":hover, :focus-within")) return;
    left -= 250;
    if (left > 0 && toast.isConnected) return;
    clearInterval(tick);
    toast.remove();
  }, 250);
}

export function say(sentence: string): void {
  const template = find<HTMLTemplateElement>("#toast-note");
  const toast = template?.content.firstElementChild?.cloneNode(true);
  if (!(toast instanceof HTMLElement)) return;
  const place = find("span", toast);
  if (place) place.textContent = sentence;
  find("#toasts")?.append(toast);
  expire(toast);
}

const NO_SWAP = new Set([403, 404, 409, 413, 429]);

function statusOf(event: Event): number {
  const { detail } = event as CustomEvent<{ ctx?: { response?: { status?: number } } }>;
  return detail?.ctx?.response?.status ?? 0;
}

/** The address said which message to show; a reload must not show it again. */
function forgetToast(): void {
  const url = new URL(location.href);
  if (!(url.searchParams.has("toast") || url.searchParams.has("done"))) return;
  url.searchParams.delete("toast");
  url.searchParams.delete("done");
  history.replaceState(history.state, "", url);
}

export function startToasts(): void {
  forgetToast();
  onContent((root) => all("#toasts [data-toast]", root).forEach(expire));
  document.addEventListener("click", (event) => {
    if (around(event, "[data-dismiss], [data-undo]")) around(event, "[data-toast]")?.remove();
  });
  document.addEventListener("htmx:response:error", (event) => {
    const status = statusOf(event);
    if (status === 401) sessionEnded();
    else if (status >= 500 || NO_SWAP.has(status)) say(problemWords(status));
  });
  document.addEventListener("htmx:sse:error", (event) => {
    const { detail } = event as CustomEvent<{ status?: number; connection?: { status?: number } }>;
    if ((detail?.status ?? detail?.connection?.status) === 401) sessionEnded();
  });
  document.addEventListener("htmx:error", (event) => {
    if (statusOf(event) === 0) say(problemWords(0));
  });
}
