import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { puzzles } from "../src/embed/puzzles.ts";

function digest(challenge: string, part: number, number: number): Buffer {
  const seed = createHash("sha256").update(challenge).digest();
  const tail = Buffer.alloc(8);
  tail.writeUInt32BE(part, 0);
  tail.writeUInt32BE(number, 4);
  return createHash("sha256").update(seed).update(tail).digest();
}

describe("the puzzles of a challenge", () => {
  test("are solved by the first number that is right, for challenges of any length", () => {
    const solve = puzzles();
    for (const length of [1, 54, 55, 56, 63, 64, 65, 111, 120, 200]) {
      const challenge = "a".repeat(length);
      const number = solve(challenge, 8, 3);
      expect(digest(challenge, 3, number)[0]).toBe(0);
      for (let before = 0; before < number; before++) {
        expect(digest(challenge, 3, before)[0]).not.toBe(0);
      }
    }
  });

  test("work from their source alone, as a worker gets them", () => {
    const solve = new Function(`return (${puzzles})()`)();
    expect(solve("x.y-z", 10, 0)).toBe(puzzles()("x.y-z", 10, 0));
  });
});
