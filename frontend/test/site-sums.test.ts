import { describe, expect, test } from "vitest";
import { extent, fading, fromReasons, ledgerView } from "../src/site/ledger.ts";
import type { Entry } from "../src/site/protocol.ts";
import { ordered, queryOf, readFigure, START, worth } from "../src/site/roi.ts";

const entry = (inTotal: number, more: Partial<Entry> = {}): Entry => ({
  part: null,
  label: "",
  pointsInitial: null,
  points: null,
  inTotal,
  halfLifeDays: null,
  ...more,
});

describe("the ledger", () => {
  test("each bar starts where the last one ended, parts in their order", () => {
    const entries = [
      entry(10, { part: "intent", points: 50 }),
      entry(30, { part: "fit", points: 75 }),
      entry(-10, { part: "fit", points: -25 }),
      entry(0.01, { label: "Rounding" }),
    ];
    const view = ledgerView({
      total: 30.01,
      grade: "C",
      parts: { fit: 50 },
      weights: { fit: 40 },
      entries,
    });
    const [fit, intent, rest] = view.groups;
    expect(view.groups.map((group) => group.title)).toEqual(["Fit, weighted 40 %", "Intent", ""]);
    expect([fit?.points, fit?.inTotal]).toEqual(["50.00", "20.00"]);
    expect(fit?.lines[1]).toMatchObject({ x: "66.64%", minus: true, points: "−25.00" });
    expect(intent?.lines[0]?.x).toBe("66.64%");
    expect(rest?.lines[0]?.width).toBe("0.40%");
    expect([view.total, view.byPart]).toEqual(["30.01", true]);
  });

  test("reasons alone sum to the score, without parts", () => {
    const view = ledgerView(
      fromReasons(42, "B", [
        { label: "Asks for a demo", points: 50 },
        { label: "Free mail", points: -8 },
      ]),
    );
    expect([view.byPart, view.total, view.groups[0]?.inTotal]).toEqual([false, "42.00", "42.00"]);
    expect(view.groups[0]?.lines.map((line) => line.inTotal)).toEqual(["+50.00", "−8.00"]);
  });

  test("a sum that goes below zero on its way stays inside the drawing", () => {
    expect(extent([entry(-10), entry(30)])).toEqual([-10, 20]);
    expect(extent([])).toEqual([0, 1]);
  });

  test("what fades shows what it was and how fast", () => {
    expect(fading(entry(5, { pointsInitial: 24, halfLifeDays: 7 }))).toBe(
      "+24.00 at first; halves every 7 days",
    );
    expect(fading(entry(5, { pointsInitial: -10, halfLifeDays: 1 }))).toBe(
      "−10.00 at first; halves every 1 day",
    );
    expect(fading(entry(5, { pointsInitial: 5, points: 5, halfLifeDays: 14 }))).toBe(
      "Halves every 14 days",
    );
    expect(fading(entry(5))).toBe("");
  });
});

describe("the calculator", () => {
  test("writes out its sum, the same as the server does", () => {
    const { lines, x, width, ticks } = worth(START);
    expect(lines).toMatchObject({
      won: "8",
      base: "48,000",
      one: "480",
      low: "2,400",
      high: "7,200",
      low_year: "28,800",
      high_year: "86,400",
    });
    expect([x, width]).toEqual(["16.67%", "33.33%"]);
    expect(ticks).toEqual(["0", "4,800", "9,600", "14,400"]);
  });

  test.each([
    ["leads", "", 0],
    ["leads", "abc", 0],
    ["leads", "-5", 0],
    ["rate", "250", 100],
    ["low", "99", 30],
    ["value", "1e999", 0],
    ["value", "6050.5", 6050.5],
  ] as const)("reads %s typed as %j as %d", (name, typed, value) => {
    expect(readFigure(name, typed)).toBe(value);
  });

  test("the slider that moved wins and the other follows", () => {
    const crossed = { ...START, low: 20, high: 10 };
    expect(ordered(crossed, "low")).toMatchObject({ low: 20, high: 20 });
    expect(ordered(crossed, "high")).toMatchObject({ low: 10, high: 10 });
    expect(ordered(START, "low")).toBe(START);
  });

  test("no uplift is worth nothing and is still drawn", () => {
    const none = worth({ ...START, low: 0, high: 0 });
    expect([none.lines["high"], none.width]).toEqual(["0", "0.60%"]);
  });

  test("a link carries the figures", () => {
    expect(queryOf(START)).toBe("leads=200&rate=4&value=6000&low=5&high=15");
  });
});
