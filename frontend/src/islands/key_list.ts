/** The list of keys tells what works on this screen now: each `data-key` that no line names gets one,
 *  in the words of the button it presses. */
import { all, find } from "./dom.ts";

export interface Line {
  keys: string;
  words: string;
}

/** What is bound and not listed yet; the last binding of a key wins, as it does when the key is pressed. */
export function linesFor(bound: readonly Line[], listed: ReadonlySet<string>): Line[] {
  const lines = new Map(bound.map(({ keys, words }) => [keys, words]));
  return [...lines]
    .filter(([keys, words]) => words && !listed.has(keys))
    .map(([keys, words]) => ({ keys, words }));
}

/** The name of a button as people read it, without the keys drawn on it. */
function wordsOf(element: HTMLElement): string {
  const copy = element.cloneNode(true) as HTMLElement;
  for (const hint of all(".key-hint", copy)) hint.remove();
  const words = element.getAttribute("aria-label") ?? copy.textContent ?? "";
  return words.replace(/\s+/g, " ").trim();
}

function drawn({ keys, words }: Line, model: HTMLTemplateElement): Node {
  const line = model.content.cloneNode(true) as DocumentFragment;
  for (const word of all("dt", line)) word.textContent = words;
  for (const spoken of all(".sr-only", line)) spoken.textContent = keys;
  const key = find("kbd", line);
  const copies = keys.split(" ").map((each) => {
    const copy = key?.cloneNode() ?? document.createElement("kbd");
    copy.textContent = each;
    return copy;
  });
  key?.replaceWith(...copies);
  for (const each of line.children) each.setAttribute("data-of-screen", "");
  return line;
}

function refresh(list: HTMLElement, model: HTMLTemplateElement): void {
  for (const old of all("[data-of-screen]", list)) old.remove();
  const listed = new Set(all("#keys dd .sr-only").map((each) => each.textContent ?? ""));
  const bound = all("[data-key]").map((element) => ({
    keys: element.dataset.key ?? "",
    words: wordsOf(element),
  }));
  list.append(...linesFor(bound, listed).map((line) => drawn(line, model)));
}

export function startKeyList(): void {
  document.addEventListener("dialog:open", (event) => {
    const dialog = event.target as HTMLElement;
    const list = find("[data-keys-here]", dialog);
    const model = find<HTMLTemplateElement>("template[data-key-line]", dialog);
    if (list && model) refresh(list, model);
  });
}
