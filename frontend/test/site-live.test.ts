import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { follow } from "../src/site/live.ts";
import type { Message } from "../src/site/run.ts";

const accepted = { resultUrl: "/api/results/a", pageUrl: "/result/a", eventsUrl: null };

/** The answers of the network, one a question; the last one stays. */
function network(...answers: (Response | null)[]): { asked: number } {
  const seen = { asked: 0 };
  vi.stubGlobal("fetch", () => {
    const answer = answers[Math.min(seen.asked, answers.length - 1)];
    seen.asked += 1;
    return answer ? Promise.resolve(answer.clone()) : Promise.reject(new TypeError("no network"));
  });
  return seen;
}

const open = new Response(JSON.stringify({ status: "processing" }));
const answered = new Response(JSON.stringify({ status: "answered" }));

describe("a run that is asked for", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  test("is given up within seconds once nobody answers any more", async () => {
    const told: Message[] = [];
    network(open, null);
    follow(accepted, (message) => told.push(message));
    await vi.advanceTimersByTimeAsync(8_000);
    expect(told).toEqual([{ kind: "lost" }]);
  });

  test("outlives a short silence, and waits for a slow answer", async () => {
    const told: Message[] = [];
    const quiet: null[] = Array.from({ length: 10 }, () => null);
    network(...quiet, ...Array.from({ length: 30 }, () => open), answered);
    follow(accepted, (message) => told.push(message));
    await vi.advanceTimersByTimeAsync(30_000);
    expect(told.map((message) => message.kind)).toEqual(["result"]);
  });
});
