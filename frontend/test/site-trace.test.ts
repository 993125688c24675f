import { describe, expect, test } from "vitest";
import { readResult } from "../src/site/protocol.ts";
import { begin, next, type Run } from "../src/site/run.ts";
import { answeredAt, endedAt, lastEnd, roomFor, ticks, traceAt } from "../src/site/trace.ts";

const NAMES = ["store", "screen", "respond", "notify", "send"];
const STEPS = [
  { name: "store", ms: 10, started_ms: 0 },
  { name: "screen", ms: 20, started_ms: 10 },
  { name: "respond", ms: 30, started_ms: 30 },
  { name: "send", ms: 40, started_ms: 60 },
  { name: "notify", ms: 140, started_ms: 60, outcome: "done" },
];
const visitor = { name: "", email: "", company: "", message: "" };
const blank = begin(readResult({ status: "answered" }), visitor);

function run(status: string, steps: object[]): Run {
  const sent = next(blank, { kind: "sent", visitor });
  return next(sent, { kind: "result", result: readResult({ status, steps }) }).run;
}

const states = (of: Run, t: number) => traceAt(of, NAMES, t).rows.map((row) => row.state);

describe("a finished run at one moment", () => {
  const done = run("answered", STEPS);

  test("rows wait, work and are done in the order of their times", () => {
    expect(states(done, 0)).toEqual(["active", "pending", "pending", "pending", "pending"]);
    expect(states(done, 45)).toEqual(["done", "done", "active", "pending", "pending"]);
    expect(states(done, 70)).toEqual(["done", "done", "done", "active", "active"]);
    expect(states(done, Number.POSITIVE_INFINITY)).toEqual(NAMES.map(() => "done"));
  });

  test("a bar begins where its step began and grows with the time", () => {
    const respond = traceAt(done, NAMES, 45).rows[2];
    expect(respond).toMatchObject({ start: 30, length: 15, ms: 15 });
  });

  test("the clock stops at the mail, even if work beside it lasts longer", () => {
    expect(traceAt(done, NAMES, Number.POSITIVE_INFINITY).clock).toBe(100);
    expect([answeredAt(done), lastEnd(done), endedAt(done, "respond")]).toEqual([100, 200, 60]);
  });

  test("the axis is four per cent longer than the run", () => {
    expect(traceAt(done, NAMES, 0).span).toBeCloseTo(208);
  });
});

describe("a run under way", () => {
  const open = run("processing", STEPS.slice(0, 2));

  test("the next step works from the moment the last known one ended", () => {
    const rows = traceAt(open, NAMES, 50).rows;
    expect(rows.map((row) => row.state)).toEqual(["done", "done", "active", "pending", "pending"]);
    expect(rows[2]).toMatchObject({ start: 30, length: 20 });
  });

  test("shows no milliseconds that the server has not told", () => {
    expect(traceAt(open, NAMES, 50).rows[2]?.ms).toBeNull();
  });

  test("the axis doubles rather than creeps", () => {
    expect([roomFor(50, 0), roomFor(101, 0), roomFor(450, 130), roomFor(1, 300)]).toEqual([
      100, 200, 520, 300,
    ]);
  });
});

describe("steps that never ran", () => {
  test("were not needed after a stop", () => {
    const stopped = run("stopped", [
      { name: "store", ms: 1 },
      { name: "screen", ms: 1, outcome: "stopped" },
    ]);
    expect(states(stopped, 99)).toEqual(["done", "stopped", "off", "off", "off"]);
  });

  test("the mail of a held draft waits for a person", () => {
    expect(states(run("held", STEPS.slice(0, 3)), 99).at(-1)).toBe("held");
  });

  test("are unknown after a broken connection", () => {
    const lost = next(next(blank, { kind: "sent", visitor }), { kind: "lost" }).run;
    expect(states(lost, 99)).toEqual(NAMES.map(() => "pending"));
    expect(traceAt(lost, NAMES, 99).span).toBe(1);
  });
});

test.each([
  ["skipped", "skipped"],
  ["fell_back", "done"],
  ["unconfirmed", "failed"],
  ["failed", "failed"],
  ["a word of tomorrow", "done"],
])("outcome %s is drawn as %s", (outcome, state) => {
  expect(states(run("answered", [{ name: "store", ms: 1, outcome }]), 9)[0]).toBe(state);
});

test.each([
  [0.4, 1],
  [116.48, 3],
  [220, 5],
  [999, 5],
  [12_345, 3],
])("an axis of %d ms has %d round moments", (span, count) => {
  const moments = ticks(span);
  expect(moments).toHaveLength(count);
  expect(moments.at(-1)).toBeLessThanOrEqual(span);
});
