/** Tabs by the WAI-ARIA pattern. */
import { all, one } from "./dom.ts";

/** Arrow keys move, Tab leaves. */
export function tabLists(): void {
  for (const list of all("[role=tablist]")) {
    const tabs = all("[role=tab]", list);
    for (const tab of tabs) panelOf(tab).className = "";
    if (tabs[0]) show(tabs, tabs[0]);
    tabs.forEach((tab, index) => {
      tab.addEventListener("click", () => show(tabs, tab));
      tab.addEventListener("keydown", (event) => {
        const target = tabs[targetOf(event.key, index, tabs.length)];
        if (!target) return;
        event.preventDefault();
        show(tabs, target);
        target.focus();
      });
    });
  }
}

/** The tab a key leads to, or -1. */
export function targetOf(key: string, index: number, count: number): number {
  const targets: Record<string, number> = {
    ArrowRight: (index + 1) % count,
    ArrowLeft: (index - 1 + count) % count,
    Home: 0,
    End: count - 1,
  };
  return targets[key] ?? -1;
}

function show(tabs: HTMLElement[], chosen: HTMLElement): void {
  for (const tab of tabs) {
    const on = tab === chosen;
    tab.setAttribute("aria-selected", String(on));
    tab.tabIndex = on ? 0 : -1;
    panelOf(tab).hidden = !on;
  }
}

const panelOf = (tab: HTMLElement): HTMLElement => one(`#${tab.getAttribute("aria-controls")}`);
