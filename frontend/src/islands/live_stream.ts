/** Where a page shows what happens just now, it says so while it cannot: the server is away, or the line to it. */
import { all } from "./dom.ts";

const LOST = "stands still until the server answers";

/** Tells when the stream of a page is lost and when it is back. An ended session is told elsewhere. */
export function watch(events: EventTarget, tell: (isLost: boolean) => void): void {
  events.addEventListener("htmx:sse:error", (event) => {
    const { detail } = event as CustomEvent<{ status?: number; connection?: { status?: number } }>;
    if ((detail?.status ?? detail?.connection?.status) !== 401) tell(true);
  });
  events.addEventListener("htmx:sse:after:connection", () => tell(false));
}

export function startLiveStream(): void {
  watch(document, (isLost) => {
    document.documentElement.toggleAttribute("data-stream-lost", isLost);
    for (const place of all("[data-stream-word]")) place.textContent = isLost ? LOST : "";
  });
}
