/** What wants the focus gets it when it appears: the summary of a form's errors, above all. */
import { find, onContent } from "./dom.ts";

export function startFocus(): void {
  onContent((root) => {
    const wanted = find("[data-focus-here]", root);
    if (!wanted) return;
    delete wanted.dataset.focusHere;
    wanted.focus();
  });
}
