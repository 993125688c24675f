/** Wells that files are dropped into: says what was chosen, and shows that it would be taken. */
import { around, find } from "./dom.ts";

const NAMED = 3;

export function startDropping(): void {
  document.addEventListener("change", (event) => {
    const form = around(event, "[data-drop]");
    const field = event.target;
    if (!form || !(field instanceof HTMLInputElement) || field.type !== "file") return;
    const names = find("[data-drop-names]", form);
    const files = [...(field.files ?? [])];
    if (names) names.textContent = said(files.map((file) => file.name));
    refuseTooMuch(form, field, files);
  });
  // The whole page takes them: a file dropped beside the well would replace the page with itself.
  for (const kind of ["dragover", "dragleave", "drop"] as const) {
    document.addEventListener(kind, (event) => {
      const well = find(".drop-well");
      const field = well && find<HTMLInputElement>("input[type=file]", well);
      if (!field || !event.dataTransfer?.types.includes("Files")) return;
      well.classList.toggle("is-over", kind === "dragover");
      if (event.target === field || kind === "dragleave") return;
      event.preventDefault();
      if (kind === "drop") choose(field, event.dataTransfer.files);
    });
  }
}

function choose(field: HTMLInputElement, files: FileList): void {
  field.files = files;
  field.dispatchEvent(new Event("change", { bubbles: true }));
}

/** Says it before the upload: minutes later the server could only refuse all of it. */
function refuseTooMuch(form: HTMLElement, field: HTMLInputElement, files: readonly File[]): void {
  const most = Number(form.dataset.most ?? Number.POSITIVE_INFINITY);
  const words = total(files) > most ? (form.dataset.tooMuch ?? "") : "";
  field.setCustomValidity(words);
  const place = find("[data-drop-much]", form);
  if (place) place.textContent = words;
}

function total(files: readonly File[]): number {
  return files.reduce((sum, file) => sum + file.size, 0);
}

export function said(names: readonly string[]): string {
  const rest = names.length - NAMED;
  const shown = names.slice(0, NAMED).join(", ");
  return rest > 0 ? `${shown} and ${rest} more` : shown;
}
