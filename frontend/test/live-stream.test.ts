import { expect, test } from "vitest";
import { watch } from "../src/islands/live_stream.ts";

const sse = (name: string, detail: object) => new CustomEvent(`htmx:sse:${name}`, { detail });

function told(...events: CustomEvent[]): boolean[] {
  const target = new EventTarget();
  const said: boolean[] = [];
  watch(target, (isLost) => said.push(isLost));
  for (const event of events) target.dispatchEvent(event);
  return said;
}

test("a stream that breaks is said to be lost until it is connected again", () => {
  const broken = sse("error", {
    connection: { status: 200 },
    error: new TypeError("network error"),
  });
  const refused = sse("error", { connection: {}, status: 503 });
  expect(told(broken, refused, sse("after:connection", {}))).toEqual([true, true, false]);
});

test("a session that ended is told by its own words", () => {
  expect(told(sse("error", { status: 401 }))).toEqual([]);
});
