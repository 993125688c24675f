/** Numbers and identifiers as the public pages say them; `demo_words.py` says the same on the server. */

const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0, roundingMode: "halfExpand" });
const tenth = new Intl.NumberFormat("en", { maximumFractionDigits: 1, roundingMode: "halfExpand" });
const languages = new Intl.DisplayNames("en", { type: "language", fallback: "none" });

export const thousands = (value: number): string => whole.format(value);
export const tenths = (value: number): string => tenth.format(value);
export const percent = (share: number): string => `${(share * 100).toFixed(2)}%`;

/** Whole ones; less than half of one is not none. */
export const milliseconds = (value: number): string =>
  value > 0 && value < 0.5 ? "< 1 ms" : `${thousands(value)} ms`;

/** 12.00, 4.548: so many decimals or more, so that what is shown sums. */
export function exact(value: number, least = 2): string {
  const words = value.toFixed(4);
  const kept = words.length - 4 + least;
  return words.slice(0, kept) + words.slice(kept).replace(/0+$/, "");
}

/** The same with its sign, a minus as wide as the plus. */
export function signed(value: number, least = 2): string {
  return (value < 0 ? "−" : "+") + exact(Math.abs(value), least);
}

/** How many decimals a column needs so that its points stand below each other. */
export const decimals = (values: number[]): number =>
  Math.max(2, ...values.map((value) => (exact(value).split(".")[1] ?? "").length));

/** With a capital at the start and the rest as it is. */
export const begun = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);

/** Demo request for `demo_request`. */
export function said(identifier: string): string {
  return begun(identifier.replaceAll("_", " ").toLowerCase());
}

/** English for `en`; nothing for a language we do not know. */
export function languageName(tag: string | null): string {
  if (!tag || tag === "und") return "";
  try {
    return languages.of(tag.split("-")[0] ?? tag) ?? "";
  } catch {
    return "";
  }
}

const SMALL = ["No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine"];

/** One thing to change; Two things to change; 12 things to change. */
export function thingsToChange(count: number): string {
  const number = SMALL[count] ?? String(count);
  return `${number} ${count === 1 ? "thing" : "things"} to change`;
}
