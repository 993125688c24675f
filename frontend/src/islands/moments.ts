/** Times in the reader's zone and the page's language. The page carries them in UTC; `data-moment` says how to write them. */
import { all, onContent } from "./dom.ts";

export interface Reader {
  locale: string | undefined;
  zone: string | undefined;
}

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Which unit says a distance of up to so many seconds, and how long that unit is. */
const UNITS: readonly [number, Intl.RelativeTimeFormatUnit, number][] = [
  [HOUR, "minute", MINUTE],
  [DAY, "hour", HOUR],
  [30 * DAY, "day", DAY],
];

export function momentText(at: Date, style: string, now: Date, reader: Reader): string {
  switch (style) {
    case "clock":
      return written(at, reader, { hour: "2-digit", minute: "2-digit", second: "2-digit" });
    case "day":
      return written(at, reader, { weekday: "long", day: "numeric", month: "long" });
    case "full":
      return written(at, reader, { dateStyle: "medium", timeStyle: "short" });
    case "ago":
      return distance(at, now, reader);
    default:
      return short(at, now, reader);
  }
}

/** 14:31 today, 18 Nov this year, 18 Nov 2025 before. */
function short(at: Date, now: Date, reader: Reader): string {
  const day: Intl.DateTimeFormatOptions = { year: "numeric", month: "short", day: "numeric" };
  if (written(at, reader, day) === written(now, reader, day)) {
    return written(at, reader, { hour: "2-digit", minute: "2-digit" });
  }
  const year: Intl.DateTimeFormatOptions = { year: "numeric" };
  const sameYear = written(at, reader, year) === written(now, reader, year);
  return written(at, reader, sameYear ? { month: "short", day: "numeric" } : day);
}

function distance(at: Date, now: Date, reader: Reader): string {
  const seconds = (at.getTime() - now.getTime()) / 1000;
  const far = Math.abs(seconds);
  const words = new Intl.RelativeTimeFormat(reader.locale, { numeric: "auto", style: "short" });
  if (far < MINUTE) return words.format(0, "second");
  const unit = UNITS.find(([limit]) => far < limit);
  return unit ? words.format(Math.trunc(seconds / unit[2]), unit[1]) : short(at, now, reader);
}

function written(at: Date, reader: Reader, options: Intl.DateTimeFormatOptions): string {
  const zone = reader.zone === undefined ? {} : { timeZone: reader.zone };
  const form = new Intl.DateTimeFormat(reader.locale, { hourCycle: "h23", ...zone, ...options });
  // British English alone writes four letters, and for this one month; the server writes three.
  return form.format(at).replace(/\bSept\b/, "Sep");
}

/** The page's language: a date stands in its sentences, and looks alike on every screen and every machine. */
export function reader(language: string): Reader {
  return { locale: !language || language === "en" ? "en-GB" : language, zone: undefined };
}

function write(root: ParentNode): void {
  const now = new Date();
  const here = reader(document.documentElement.lang);
  for (const time of all<HTMLTimeElement>("time[data-moment]", root)) {
    const at = new Date(time.dateTime);
    if (Number.isNaN(at.getTime())) continue;
    // A date without a time is the same day everywhere.
    const theirs = time.dateTime.includes("T") ? here : { ...here, zone: "UTC" };
    const words = momentText(at, time.dataset.moment ?? "short", now, theirs);
    if (time.textContent !== words) time.textContent = words;
    time.title ||= momentText(at, time.dateTime.includes("T") ? "full" : "day", now, theirs);
  }
}

/** Set-up asks where its reader's days begin without asking them. */
function fillZone(root: ParentNode): void {
  for (const field of all<HTMLInputElement>("input[data-zone]", root)) {
    field.value = Intl.DateTimeFormat().resolvedOptions().timeZone;
  }
}

export function startMoments(): void {
  onContent(write);
  onContent(fillZone);
  setInterval(() => write(document), 30_000);
}
