import { describe, expect, test } from "vitest";
import { readFacts, readReply, readResult, type StepTime } from "../src/site/protocol.ts";
import { begin, type Demo, type Message, next, placed } from "../src/site/run.ts";

const visitor = { name: "Marta", email: "m@nordwerk.example", company: "", message: "" };
const example = readResult({ status: "answered", steps: [{ name: "send", ms: 9, started_ms: 0 }] });
const step = (name: string, ms: number, startedMs: number | null = null): StepTime => ({
  name,
  ms,
  startedMs,
  outcome: "done",
  detail: "",
});
const play = (...messages: Message[]): Demo =>
  messages.reduce(next, next(begin(example, visitor), { kind: "sent", visitor }));
const result = (value: object): Message => ({ kind: "result", result: readResult(value) });

describe("the demo as a state machine", () => {
  test("begins idle with the example, which is nobody's own run", () => {
    const { run } = begin(example, visitor);
    expect([run.phase, run.own, run.steps.length]).toEqual(["idle", false, 1]);
  });

  test("a send empties the frame and runs", () => {
    const { run } = play();
    expect([run.phase, run.own, run.steps, run.reply]).toEqual(["running", true, [], null]);
  });

  test("a second send while one is under way changes nothing", () => {
    const running = play({ kind: "step", step: step("store", 5) });
    expect(next(running, { kind: "sent", visitor })).toBe(running);
  });

  test("steps, facts and reply are kept as they come", () => {
    const facts = readFacts({ intent: "demo_request", confidence: 0.9 });
    const reply = readReply({ subject: "Hi", text: "Hello" });
    if (!reply) throw new Error("no reply");
    const { run } = play(
      { kind: "step", step: step("store", 5) },
      { kind: "facts", facts },
      { kind: "reply", reply },
    );
    expect([run.phase, run.steps.length, run.facts, run.reply]).toEqual([
      "running",
      1,
      facts,
      reply,
    ]);
  });

  test.each([
    ["answered", "done", ""],
    ["held", "held", "held"],
    ["stopped", "stopped", "stopped"],
    ["failed", "failed", "failed"],
    ["unconfirmed", "failed", "unconfirmed"],
  ])("status %s ends the run as %s", (status, phase, notice) => {
    const { run } = play(result({ status }));
    expect([run.phase, run.notice]).toEqual([phase, notice]);
  });

  test("a stop says its own reason", () => {
    expect(play(result({ status: "stopped", stop_reason: "spam" })).run.notice).toBe("spam");
  });

  test("a reply that was written and called back is not a quarantine", () => {
    const { run } = play(result({ status: "stopped", reply: { subject: "A", text: "B" } }));
    expect(run.notice).toBe("unsent");
  });

  test("a status that is no end leaves the run open", () => {
    expect(play(result({ status: "processing" })).run.phase).toBe("running");
  });

  test("the result forgets nothing that was told before", () => {
    const reply = readReply({ from: "Jonas", to: "Marta", subject: "A", text: "Long" });
    if (!reply) throw new Error("no reply");
    const { run } = play(
      { kind: "step", step: step("store", 5, 2) },
      { kind: "facts", facts: readFacts({ intent: "demo_request" }) },
      { kind: "reply", reply },
      result({
        status: "answered",
        steps: [{ name: "store", ms: 5 }],
        reply: { subject: "A", text: "Long" },
      }),
    );
    expect(run.reply?.from).toBe("Jonas");
    expect(run.facts?.intent).toBe("demo_request");
    expect(run.steps).toMatchObject([{ name: "store", startedMs: 2 }]);
  });

  test("a refusal brings back what stood there before and names the problem", () => {
    const problem = { title: "No", fields: [] };
    const demo = play({ kind: "refused", problem });
    expect([demo.run.phase, demo.run.own, demo.problem]).toEqual(["idle", false, problem]);
  });

  test("the next send forgets the problem", () => {
    const refused = play({ kind: "refused", problem: { title: "No", fields: [] } });
    expect(next(refused, { kind: "sent", visitor }).problem).toBeNull();
  });

  test("a broken connection is a failure of its own", () => {
    const { run } = play({ kind: "lost" });
    expect([run.phase, run.notice]).toEqual(["failed", "lost"]);
  });

  test("late messages do not open a run that is over", () => {
    const over = play(result({ status: "answered" }));
    expect(next(over, { kind: "step", step: step("send", 9) })).toBe(over);
    expect(next(over, { kind: "lost" })).toBe(over);
  });
});

describe("where steps begin", () => {
  test("a step without a start follows the one before it, over several messages too", () => {
    const first = placed([], [step("store", 5), step("screen", 3, 9)]);
    const all = placed(first, [step("dedupe", 2)]);
    expect(all.map((each) => each.startedMs)).toEqual([0, 9, 12]);
  });

  test("a step told twice stands once, with its first start", () => {
    const twice = placed(placed([], [step("store", 5, 4)]), [step("store", 6)]);
    expect(twice).toMatchObject([{ ms: 6, startedMs: 4 }]);
  });
});

describe("reading what the server says", () => {
  test("a step without a name or a time is no step", () => {
    const read = readResult({
      steps: [{ ms: 1 }, { name: "x" }, { name: "y", ms: "2" }, null, { name: "z", ms: -1 }],
    });
    expect(read.steps).toMatchObject([{ name: "z", ms: 0 }]);
  });

  test.each([null, 7, "text", [], { steps: {}, reply: [], entities: 3, reasons: "x" }])(
    "%j is read as an empty result",
    (value) => {
      const read = readResult(value);
      expect([read.status, read.steps, read.reply, read.ledger]).toEqual(["", [], null, null]);
    },
  );

  test("a person may be a name, or an object with a name or an address", () => {
    expect(readFacts({ owner: "Jonas" }).owner).toBe("Jonas");
    expect(readFacts({ owner: { name: "Jonas" } }).owner).toBe("Jonas");
    const reply = { subject: "A", text: "B" };
    expect(readResult({ reply, from: { address: "a@b.example" } }).reply?.from).toBe("a@b.example");
  });
});
