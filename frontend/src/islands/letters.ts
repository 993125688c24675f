/** Letters in writing (`form[data-letter]`): Ctrl or Cmd with Enter presses their first button, and nobody leaves
 *  words behind without being asked. `data-letter="unsaved"`: what stands in it came back from the server unsaved;
 *  `data-discard` marks the link that is meant to throw it away. */

import { all, around, find } from "./dom.ts";

const LETTER = "form[data-letter]";
const FIELDS = "input:not([type=hidden]), textarea";

/** The letter that is on its way to the server, or thrown away on purpose. */
let settled: HTMLFormElement | null = null;

type Field = { value: string; defaultValue: string };

/** Line ends are the browser's own affair. */
const plain = (words: string): string => words.replaceAll("\r\n", "\n");

export const isChanged = (fields: Iterable<Field>): boolean =>
  [...fields].some((field) => plain(field.value) !== plain(field.defaultValue));

const isUnsaved = (letter: HTMLFormElement): boolean =>
  letter !== settled &&
  (letter.dataset.letter === "unsaved" ||
    isChanged(all<HTMLInputElement | HTMLTextAreaElement>(FIELDS, letter)));

const unsaved = (within: ParentNode = document): boolean =>
  all<HTMLFormElement>(LETTER, within).some(isUnsaved);

/** Whether what stands in there may go: nothing is unsaved, or the writer says so. */
export function mayGo(within: ParentNode): boolean {
  return !unsaved(within) || confirm("Leave without saving? What you wrote here is lost.");
}

/** Enter with Ctrl, or with Cmd on a Mac. */
export const isSending = (event: KeyboardEvent): boolean =>
  event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.isComposing && !event.repeat;

function send(event: KeyboardEvent): void {
  const letter = isSending(event) && around<HTMLFormElement>(event, LETTER);
  if (!letter) return;
  event.preventDefault();
  find<HTMLButtonElement>("button[type=submit]", letter)?.click();
}

export function startLetters(): void {
  document.addEventListener("keydown", send);
  document.addEventListener("submit", (event) => {
    settled = around<HTMLFormElement>(event, LETTER);
  });
  document.addEventListener("click", (event) => {
    if (around(event, "[data-discard]")) settled = around<HTMLFormElement>(event, LETTER);
  });
  document.addEventListener("input", (event) => {
    if (around(event, LETTER) === settled) settled = null;
  });
  window.addEventListener("beforeunload", (event) => {
    // Where the session has ended, the words are kept in the tab, and the login is the way to go on.
    if (unsaved() && find("#session-ended")?.hidden !== false) event.preventDefault();
  });
}
