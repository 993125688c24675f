import { describe, expect, test } from "vitest";
import { press } from "../src/islands/keyboard.ts";

const bindings = new Set(["g d", "g l", "x", "?"]);

describe("keys", () => {
  test("a single key is complete at once", () => {
    expect(press("", "x", bindings)).toEqual({ hit: "x", pending: "" });
  });

  test("the first of two keys waits for the second", () => {
    const first = press("", "g", bindings);
    expect(first).toEqual({ hit: null, pending: "g" });
    expect(press(first.pending, "l", bindings)).toEqual({ hit: "g l", pending: "" });
  });

  test("a second key that completes nothing is taken as a first one", () => {
    expect(press("g", "x", bindings)).toEqual({ hit: "x", pending: "" });
    expect(press("g", "g", bindings)).toEqual({ hit: null, pending: "g" });
  });

  test("a key nobody bound is nobody's", () => {
    expect(press("", "q", bindings)).toEqual({ hit: null, pending: "" });
    expect(press("g", "q", bindings)).toEqual({ hit: null, pending: "" });
  });
});
