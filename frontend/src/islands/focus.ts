/** What wants the focus gets it when it appears: the summary of a form's errors, above all. */
import { find, onContent } from "./dom.ts";

export function startFocus(): void {
  onContent((root) => {
    const wanted = find("[data-focus-here]", root);
    if (wanted) {
      delete wanted.dataset.focusHere;
      wanted.focus();
      return;
    }
    beginWriting(root);
  });
}

/** A letter with greeting and signature is written between the two: the cursor stands there. */
function beginWriting(root: ParentNode): void {
  const letter = find("textarea[data-caret]", root);
  if (!(letter instanceof HTMLTextAreaElement)) return;
  const at = Number(letter.dataset.caret);
  delete letter.dataset.caret;
  letter.focus();
  letter.setSelectionRange(at, at);
}
