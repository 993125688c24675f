/** Buttons that write into a text at its caret: `data-insert` is the words, `data-insert-into` the field's selector. */
import { around, find } from "./dom.ts";

export function startInserting(): void {
  document.addEventListener("click", (event) => {
    const button = around<HTMLButtonElement>(event, "[data-insert]");
    const field = button && find<HTMLTextAreaElement>(button.dataset.insertInto ?? "");
    if (!button || !field) return;
    field.focus();
    field.setRangeText(
      button.dataset.insert ?? "",
      field.selectionStart,
      field.selectionEnd,
      "end",
    );
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
}
