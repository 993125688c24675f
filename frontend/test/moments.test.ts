import { describe, expect, test } from "vitest";
import { momentText, reader } from "../src/islands/moments.ts";

const berlin = { locale: "en-GB", zone: "Europe/Berlin" };
const now = new Date("2026-11-19T13:30:00Z");
const text = (at: string, style: string, reader = berlin): string =>
  momentText(new Date(at), style, now, reader);

describe("moments", () => {
  test("are written in the page's language, whatever the browser speaks", () => {
    const moment = new Date("2026-11-18T13:02:00Z");
    const at = (language: string) =>
      momentText(moment, "full", now, { ...reader(language), zone: "UTC" });
    expect(at("en")).toBe("18 Nov 2026, 13:02");
    expect(at("")).toBe("18 Nov 2026, 13:02");
    expect(at("de")).toBe("18.11.2026, 13:02");
  });

  test("today is a time of day in the reader's zone", () => {
    expect(text("2026-11-19T13:02:11Z", "short")).toBe("14:02");
    expect(text("2026-11-19T13:02:11Z", "clock")).toBe("14:02:11");
  });

  test("whether it is today is the reader's zone's question", () => {
    const lateInUtc = "2026-11-18T23:30:00Z";
    expect(text(lateInUtc, "short")).toBe("00:30");
    expect(text(lateInUtc, "short", { locale: "en-GB", zone: "UTC" })).toBe("18 Nov");
  });

  test("another day of this year has no year, one of another year has", () => {
    expect(text("2026-03-02T12:00:00Z", "short")).toBe("2 Mar");
    expect(text("2025-03-02T12:00:00Z", "short")).toBe("2 Mar 2025");
  });

  test("a distance uses the unit a person would", () => {
    expect(text("2026-11-19T13:29:50Z", "ago")).toBe("now");
    expect(text("2026-11-19T13:25:00Z", "ago")).toMatch(/^5 min/);
    expect(text("2026-11-19T10:00:00Z", "ago")).toMatch(/^3 h/);
    expect(text("2026-11-17T10:00:00Z", "ago")).toBe("2 days ago");
    expect(text("2026-09-01T10:00:00Z", "ago")).toBe("1 Sep");
  });

  test("midnight is 00, not 24", () => {
    expect(text("2026-11-18T23:00:00Z", "clock")).toBe("00:00:00");
  });

  test("the reader's language writes the day", () => {
    const german = { locale: "de", zone: "Europe/Berlin" };
    expect(text("2026-11-19T13:02:11Z", "day", german)).toBe("Donnerstag, 19. November");
  });
});
