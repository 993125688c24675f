/** Copy buttons: `data-copy` is the selector of what is copied. */
import { around, find } from "./dom.ts";

const SHOWN_MS = 2000;

export function startCopying(): void {
  document.addEventListener("click", async (event) => {
    const button = around<HTMLButtonElement>(event, "[data-copy]");
    const source = button && find(button.dataset.copy ?? "");
    if (!button || !source) return;
    const said = (await copied(source)) ? "Copied" : "Select it and press Ctrl C";
    const word = find("[data-copy-word]", button);
    if (!word || button.dataset.said) return;
    const before = word.textContent;
    word.textContent = said;
    word.setAttribute("role", "status");
    button.dataset.said = "yes";
    setTimeout(() => {
      word.textContent = before;
      delete button.dataset.said;
    }, SHOWN_MS);
  });
}

/** Without a secure context there is no clipboard: the text is selected, so that one key is left to press. */
async function copied(source: HTMLElement): Promise<boolean> {
  const text = source instanceof HTMLInputElement ? source.value : (source.textContent ?? "");
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    getSelection()?.selectAllChildren(source);
    return false;
  }
}
