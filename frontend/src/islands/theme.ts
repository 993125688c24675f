/** The theme switch. `theme.ts`, loaded before the first paint, applies what is remembered here. */
import { around, memory } from "./dom.ts";

export type Theme = "light" | "dark";

export function opposite(theme: string | undefined): Theme {
  return theme === "dark" ? "light" : "dark";
}

const ofSystem = (): Theme =>
  matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";

export function startTheme(): void {
  const root = document.documentElement;
  document.addEventListener("click", (event) => {
    if (around(event, "[data-theme-toggle]")) {
      const theme = opposite(root.dataset.theme);
      root.dataset.theme = theme;
      memory.set("theme", theme);
    } else if (around(event, "[data-theme-system]")) {
      memory.set("theme", null);
      root.dataset.theme = ofSystem();
    }
  });
}
