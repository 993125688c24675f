/** Native dialogs: a button opens one, a click beside it closes it, and so does going somewhere from it.
    Popovers whose content is fetched are empty when closed: they never show what was asked before. */
import { around, find } from "./dom.ts";

export function openDialog(selector: string): HTMLDialogElement | null {
  const dialog = find<HTMLDialogElement>(selector);
  if (!(dialog instanceof HTMLDialogElement)) return null;
  find("[popover]:popover-open")?.hidePopover();
  find<HTMLDialogElement>("dialog[open]")?.close();
  dialog.dispatchEvent(new Event("dialog:open", { bubbles: true }));
  dialog.showModal();
  return dialog;
}

export function startDialogs(): void {
  const emptied = (event: Event) => {
    const popover = event.target;
    if (!(popover instanceof HTMLElement) || !popover.matches("[data-emptied]")) return;
    if (!popover.matches(":popover-open")) popover.replaceChildren();
  };
  document.addEventListener("toggle", emptied, true);
  document.addEventListener("click", (event) => {
    const opener = around(event, "[data-open]");
    if (opener) {
      openDialog(opener.dataset.open ?? "");
      return;
    }
    const dialog = around<HTMLDialogElement>(event, "dialog[open]");
    if (!dialog) return;
    // The backdrop belongs to the dialog: a click on it has the dialog itself as its target.
    const beside = event.target === dialog;
    if (beside || around(event, "[data-close], a[href], [data-theme-toggle]")) dialog.close();
  });
}
