/** Wells that files are dropped into: says what was chosen, and shows that it would be taken. */
import { around, find } from "./dom.ts";

const NAMED = 3;

export function startDropping(): void {
  document.addEventListener("change", (event) => {
    const form = around(event, "[data-drop]");
    const field = event.target;
    if (!form || !(field instanceof HTMLInputElement) || field.type !== "file") return;
    const names = find("[data-drop-names]", form);
    if (names) names.textContent = said([...(field.files ?? [])].map((file) => file.name));
  });
  for (const kind of ["dragover", "dragleave", "drop"]) {
    document.addEventListener(kind, (event) => {
      around(event, ".drop-well")?.classList.toggle("is-over", kind === "dragover");
    });
  }
}

export function said(names: readonly string[]): string {
  const rest = names.length - NAMED;
  const shown = names.slice(0, NAMED).join(", ");
  return rest > 0 ? `${shown} and ${rest} more` : shown;
}
