import { describe, expect, test } from "vitest";
import { linesFor } from "../src/islands/key_list.ts";

describe("the list of keys", () => {
  test("names what the screen binds, in the words of its button", () => {
    expect(linesFor([{ keys: "c", words: "Cancel" }], new Set(["j"]))).toEqual([
      { keys: "c", words: "Cancel" },
    ]);
  });

  test("says nothing twice, and nothing without words", () => {
    const bound = [
      { keys: "j", words: "Next row" },
      { keys: "e", words: "" },
    ];
    expect(linesFor(bound, new Set(["j"]))).toEqual([]);
  });

  test("of two buttons with one key the one that is pressed is named", () => {
    const bound = [
      { keys: "a", words: "Accept what is selected" },
      { keys: "a", words: "Accept" },
    ];
    expect(linesFor(bound, new Set())).toEqual([{ keys: "a", words: "Accept" }]);
  });
});
