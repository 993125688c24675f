/** The live demo: a send plays at the server's own speed, a replay ten times slower. */
import { all, one, write } from "./dom.ts";
import { showProblem, valuesOf } from "./form.ts";
import { follow, samePath, send } from "./live.ts";
import { noticeOf, paint } from "./paint.ts";
import { readResult } from "./protocol.ts";
import { begin, type Message, next, type Run, type Visitor } from "./run.ts";
import { paintScore } from "./score.ts";
import { answeredAt, lastEnd } from "./trace.ts";

const SLOWER = 10;
const still = matchMedia("(prefers-reduced-motion: reduce)");

export function demo(frame: HTMLElement): void {
  const example = readResult(JSON.parse(one("[data-example]", frame).textContent));
  const form = frame.querySelector("form");
  let state = begin(example, visitorOf(form ? valuesOf(form) : {}));
  const player = playerOf(frame, () => state.run);

  one("[data-replay]", frame).addEventListener("click", () => player.replay());
  if (!form) return;

  const tell = (message: Message) => {
    const before = state;
    state = next(state, message);
    if (state !== before) player.news(message);
    if (message.kind === "sent" || message.kind === "refused") showProblem(form, state.problem);
  };
  // The server's words at the field say more than the browser's bubble.
  form.noValidate = true;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (player.busy()) return;
    const values = valuesOf(form);
    tell({ kind: "sent", visitor: visitorOf(values) });
    const answer = await send(form.action, values);
    if ("problem" in answer) return tell({ kind: "refused", problem: answer.problem });
    for (const link of all<HTMLAnchorElement>("[data-result-link]", frame)) {
      link.href = samePath(answer.accepted.pageUrl);
    }
    // On a phone the trace is below the fold.
    one("#demo-trace", frame).parentElement?.scrollIntoView({ block: "nearest" });
    follow(answer.accepted, tell);
  });
}

const visitorOf = (values: Record<string, string>): Visitor => ({
  name: values["name"]?.trim() ?? "",
  email: values["email"]?.trim() ?? "",
  company: values["company"]?.trim() ?? "",
  message: values["message"] ?? "",
});

interface Player {
  news(message: Message): void;
  replay(): void;
  busy(): boolean;
}

/** Keeps the clock. A step's first news sets it, so that the bars grow as the server said they did. */
function playerOf(frame: HTMLElement, run: () => Run): Player {
  let zero: number | null = null;
  let slower = 1;
  let frames = 0;
  let room = lastEnd(run());

  const timeAt = (now: number): number => (zero === null ? 0 : (now - zero) / slower);
  const over = (t: number): boolean => run().phase !== "running" && t >= lastEnd(run());

  const finish = () => {
    frames = 0;
    zero = null;
    slower = 1;
    room = lastEnd(run());
    paint(frame, run(), Number.POSITIVE_INFINITY, false);
    if (run().own) {
      for (const table of all("[data-ledger]")) paintScore(table, run());
    }
    write(one("[data-say]", frame), sentence(frame, run()));
  };
  const tick = (now: number) => {
    const t = timeAt(now);
    if (over(t)) return finish();
    // Without motion nothing moves: the frame says that it is answering, then shows the result.
    paint(frame, run(), still.matches ? 0 : t, true, room);
    frames = requestAnimationFrame(tick);
  };
  const start = () => {
    write(one("[data-say]", frame), "");
    if (!frames) frames = requestAnimationFrame(tick);
  };

  return {
    busy: () => frames !== 0,
    news(message) {
      if (message.kind === "refused") return stop();
      if (message.kind === "step" && zero === null) zero = performance.now() - message.step.ms;
      if (message.kind === "result" && (zero === null || still.matches)) {
        zero = still.matches ? Number.NEGATIVE_INFINITY : performance.now();
      }
      if (message.kind === "lost") zero = Number.NEGATIVE_INFINITY;
      start();
    },
    replay() {
      if (frames || run().phase === "running") return;
      if (still.matches) return finish();
      zero = performance.now();
      slower = SLOWER;
      start();
    },
  };

  function stop(): void {
    cancelAnimationFrame(frames);
    frames = 0;
    zero = null;
    paint(frame, run(), Number.POSITIVE_INFINITY, false);
  }
}

/** One sentence at the end, for those who do not see the bars. */
function sentence(frame: HTMLElement, run: Run): string {
  if (run.notice) return one("p", noticeOf(frame, run.notice)).textContent.trim();
  return `Answered in ${Math.round(answeredAt(run))} milliseconds. The reply is shown.`;
}
