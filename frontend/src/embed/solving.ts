/** Solves a challenge beside the page: in a worker, or in short turns where the site forbids one. */
import { type Puzzle, puzzles } from "./puzzles.ts";

export interface Challenge {
  challenge: string;
  bits: number;
  parts: number;
  expires_in: number;
}

/** The proof, as the form posts it. */
export async function solved(given: Challenge): Promise<string> {
  let numbers: number[];
  try {
    numbers = await beside(given);
  } catch {
    numbers = await inTurns(given, puzzles());
  }
  return `${given.challenge}~${numbers.join(".")}`;
}

const WORK = `const solve = (${puzzles})();
onmessage = ({ data }) => {
  const numbers = [];
  for (let part = 0; part < data.parts; part++) numbers.push(solve(data.challenge, data.bits, part));
  postMessage(numbers);
};`;

/** A worker of another site may not be loaded, one made of text may, unless the page's policy says no. */
function beside(given: Challenge): Promise<number[]> {
  const url = URL.createObjectURL(new Blob([WORK], { type: "text/javascript" }));
  return new Promise<number[]>((resolve, reject) => {
    const worker = new Worker(url);
    worker.onmessage = ({ data }) => {
      resolve(data);
      worker.terminate();
    };
    worker.onerror = reject;
    worker.postMessage(given);
  }).finally(() => URL.revokeObjectURL(url));
}

async function inTurns(given: Challenge, solve: Puzzle): Promise<number[]> {
  const numbers: number[] = [];
  for (let part = 0; part < given.parts; part++) {
    await new Promise((turn) => setTimeout(turn));
    numbers.push(solve(given.challenge, given.bits, part));
  }
  return numbers;
}
