/** Tabs that do not all fit scroll sideways: the one that is open stands in sight. */
import { all } from "./dom.ts";

export function startTabs(): void {
  for (const tab of all("nav.thin-scroll [aria-current]")) {
    const strip = tab.closest("nav");
    if (!strip || strip.scrollWidth <= strip.clientWidth) continue;
    const [there, here] = [tab.getBoundingClientRect(), strip.getBoundingClientRect()];
    strip.scrollLeft += there.left + there.width / 2 - (here.left + here.width / 2);
  }
}
