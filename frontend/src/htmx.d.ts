import type { Htmx } from "htmx.org";

declare global {
  interface Window {
    /** htmx puts itself there; islands reach it so, and their tests need no htmx. */
    htmx: Htmx;
  }
}
