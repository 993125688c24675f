/** The small habits of every public page: theme, copy buttons, tabs. */
import { all, one, write } from "./dom.ts";

/** The theme follows the system until the visitor chooses. `theme.ts` applies the choice before the first paint. */
export function themeButtons(): void {
  for (const button of all("[data-theme-toggle]")) {
    button.addEventListener("click", () => {
      const chosen = document.documentElement.dataset["theme"] === "dark" ? "light" : "dark";
      document.documentElement.dataset["theme"] = chosen;
      try {
        localStorage.setItem("theme", chosen);
      } catch {
        // Storage may be forbidden; then the choice holds for this page.
      }
    });
  }
}

/** Copy and say so on the button, for eyes and for screen readers. `failed` is said when the clipboard is shut. */
export async function copy(button: Element, text: string, failed: string): Promise<boolean> {
  const label = one("[data-label]", button);
  const was = label.dataset["was"] ?? label.textContent;
  label.dataset["was"] = was;
  let copied = true;
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    copied = false;
  }
  write(label, copied ? "Copied" : failed);
  setTimeout(() => write(label, was), 1600);
  return copied;
}

export function copyButtons(): void {
  for (const button of all("[data-copy]")) {
    button.addEventListener("click", async () => {
      const source = one(button.dataset["copy"] ?? "");
      const copied = await copy(button, source.innerText.trim(), "Press Ctrl-C");
      if (!copied) getSelection()?.selectAllChildren(source);
    });
  }
}

/** Arrow keys move, Tab leaves (WAI-ARIA pattern). */
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
