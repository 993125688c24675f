/** Talks to the server: sends the form, then listens to its run, or asks again and again where listening fails. */
import {
  type Accepted,
  type Problem,
  readAccepted,
  readFacts,
  readProblem,
  readReply,
  readResult,
  readStep,
} from "./protocol.ts";
import type { Message } from "./run.ts";

export type Tell = (message: Message) => void;
export type Answer = { accepted: Accepted } | { problem: Problem };

const ASK_EVERY_MS = 400;
const ASK_FOR_MS = 60_000;
/** Answers that did not come, one after the other, until the page says that it has lost touch. */
const UNHEARD = 15;
const OPEN = new Set(["received", "processing", ""]);

/** The policy of the page allows its own origin only, so of an absolute address only the path counts. */
export function samePath(url: string): string {
  const { pathname, search } = new URL(url, "http://here.invalid/");
  return pathname + search;
}

/** One key for one text: a send after a broken connection does not become a second lead. */
const keys = new Map<string, string>();

function keyFor(body: string): Record<string, string> {
  if (!("randomUUID" in crypto)) return {}; // plain http from another machine
  const key = keys.get(body) ?? crypto.randomUUID();
  keys.set(body, key);
  return { "Idempotency-Key": key };
}

export async function send(url: string, values: Record<string, string>): Promise<Answer> {
  const body = JSON.stringify(values);
  let response: Response;
  try {
    response = await fetch(url, {
      method: "POST",
      credentials: "omit",
      headers: {
        Accept: "application/json",
        "Content-Type": "application/json",
        "X-Leadwright-Demo": "1",
        ...keyFor(body),
      },
      body,
    });
  } catch {
    return problem("The server cannot be reached. Your text is still here; send it again.");
  }
  keys.delete(body);
  const answer: unknown = await response.json().catch(() => null);
  const accepted = response.ok ? readAccepted(answer) : null;
  return accepted ? { accepted } : { problem: readProblem(answer, response.status) };
}

const problem = (title: string): Answer => ({ problem: { title, fields: [] } });

/** Tell every event of the run until it is over. */
export function follow({ eventsUrl, resultUrl }: Accepted, tell: Tell): void {
  if (!eventsUrl) {
    void ask(resultUrl, tell);
    return;
  }
  const source = new EventSource(samePath(eventsUrl));
  const on = (name: string, read: (data: unknown) => Message | null) => {
    source.addEventListener(name, (event: MessageEvent<string>) => {
      const message = read(parsed(event.data));
      if (message) tell(message);
    });
  };
  on("step", (data) => {
    const step = readStep(data);
    return step && { kind: "step", step };
  });
  on("facts", (data) => ({ kind: "facts", facts: readFacts(data) }));
  on("reply", (data) => {
    const reply = readReply(data);
    return reply && { kind: "reply", reply };
  });
  source.addEventListener("done", (event: MessageEvent<string>) => {
    source.close();
    const result = readResult(parsed(event.data));
    if (OPEN.has(result.status)) void ask(resultUrl, tell);
    else tell({ kind: "result", result });
  });
  // A stream that broke, or never opened, is not waited for: the result says the same.
  source.addEventListener("error", () => {
    source.close();
    void ask(resultUrl, tell);
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

async function ask(url: string, tell: Tell): Promise<void> {
  let unheard = 0;
  for (let waited = 0; waited < ASK_FOR_MS && unheard < UNHEARD; waited += ASK_EVERY_MS) {
    const result = await resultAt(url);
    unheard = result ? 0 : unheard + 1;
    if (result && !OPEN.has(result.status)) {
      tell({ kind: "result", result });
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS));
  }
  tell({ kind: "lost" });
}

async function resultAt(url: string): Promise<ReturnType<typeof readResult> | null> {
  try {
    const response = await fetch(samePath(url), {
      credentials: "omit",
      headers: { Accept: "application/json" },
    });
    return response.ok ? readResult(await response.json()) : null;
  } catch {
    return null;
  }
}
