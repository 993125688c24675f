/**
 * Brings a proof of work into the forms of a site that post to Leadwright.
 *
 * It starts when somebody enters a form, so that it is done when they send it; if not, sending waits
 * a little. Where there is no proof by then the form is sent without: a lead is looked at, never held
 * up here.
 */
import { type Challenge, solved } from "./solving.ts";

const FIELD = "_lw_proof";
const OFTEN_MS = 1000;
const PATIENCE_MS = 10_000;
const DOOR = "/api/submit-lead";

interface Proof {
  until: number;
  text: string;
}

const server = new URL(import.meta.url).origin;
const asked = new WeakMap<HTMLFormElement, Promise<Proof>>();
/** Until when what stands in the form's field is good. */
const written = new WeakMap<HTMLFormElement, number>();

/** The address a form posts to, if it is ours: its action, or `data-leadwright` where a script posts. */
function doorOf(form: HTMLFormElement): URL | null {
  const door = new URL(form.dataset.leadwright ?? form.getAttribute("action") ?? "", location.href);
  return door.origin === server && door.pathname === DOOR ? door : null;
}

async function fetched(door: URL): Promise<Proof> {
  const answer = await fetch(`${server}/api/form-challenge${door.search}`, { credentials: "omit" });
  if (!answer.ok) throw new Error(`challenge: ${answer.status}`);
  const given: Challenge = await answer.json();
  // Renewed in good time: the server counts from when it gave the challenge out.
  const until = Date.now() + given.expires_in * 750;
  return { until, text: await solved(given) };
}

function proofFor(form: HTMLFormElement, door: URL): Promise<Proof> {
  const known = asked.get(form);
  if (known) return known;
  const proof = fetched(door).catch(() => ({ until: 0, text: "" }));
  asked.set(form, proof);
  proof.then((found) => asked.get(form) === proof && write(form, found));
  return proof;
}

function write(form: HTMLFormElement, { until, text }: Proof): void {
  let field = form.querySelector<HTMLInputElement>(`input[name="${FIELD}"]`);
  if (!field) {
    field = document.createElement("input");
    field.type = "hidden";
    field.name = FIELD;
    form.append(field);
  }
  field.value = text;
  written.set(form, until);
}

/** Good for one post: the next one on the same page gets its own. */
function forget(form: HTMLFormElement): void {
  unproven.delete(form);
  asked.delete(form);
  write(form, { until: 0, text: "" });
}

function formOf(event: Event): [HTMLFormElement, URL] | null {
  const form = event.target instanceof Element ? event.target.closest("form") : null;
  const door = form && doorOf(form);
  return form && door ? [form, door] : null;
}

document.addEventListener("focusin", (event) => {
  const found = formOf(event);
  if (found) proofFor(...found);
});

/** Forms that were waited for in vain. */
const unproven = new WeakSet<HTMLFormElement>();

document.addEventListener(
  "submit",
  (event) => {
    const found = formOf(event);
    if (!found) return;
    const [form, door] = found;
    if (unproven.has(form) || (written.get(form) ?? 0) > Date.now()) {
      setTimeout(forget, OFTEN_MS, form);
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    void sendWithProof(form, door, event.submitter);
  },
  true,
);

const pause = (ms: number): Promise<void> => new Promise((over) => setTimeout(over, ms));

async function sendWithProof(
  form: HTMLFormElement,
  door: URL,
  submitter: HTMLElement | null,
): Promise<void> {
  if (form.ariaBusy === "true") return;
  form.ariaBusy = "true";
  await Promise.race([proven(form, door), pause(PATIENCE_MS)]);
  // A browser ignores a form that is sent while its submit event still goes round.
  await pause(0);
  form.ariaBusy = null;
  if ((written.get(form) ?? 0) <= Date.now()) unproven.add(form);
  form.requestSubmit(submitter);
}

async function proven(form: HTMLFormElement, door: URL): Promise<void> {
  const proof = await proofFor(form, door);
  if (proof.until > Date.now()) return;
  asked.delete(form);
  await proofFor(form, door);
}
