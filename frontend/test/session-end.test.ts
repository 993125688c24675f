import { describe, expect, test } from "vitest";
import { type Field, fill, typed } from "../src/islands/session_end.ts";

const words = (name: string, value: string, defaultValue = ""): Field => ({
  name,
  value,
  defaultValue,
  type: "text",
});
const box = (name: string, checked: boolean, defaultChecked = false): Field => ({
  name,
  value: "true",
  type: "checkbox",
  checked,
  defaultChecked,
});
const choice = (name: string, value: string, first = "a"): Field => ({
  name,
  value,
  type: "select-one",
  options: ["a", "b"].map((one) => ({ value: one, defaultSelected: one === first })),
});

describe("what was typed when the session ended", () => {
  test("is what differs from how the page came", () => {
    const fields = [
      words("subject", "Hello", "Hello"),
      words("text", "Dear Bob"),
      box("all", true),
    ];
    expect(typed(fields).map((one) => one.name)).toEqual(["text", "all"]);
    expect(typed([choice("kind", "a"), choice("kind", "b")])).toEqual([
      { name: "kind", at: 1, value: "b", checked: false },
    ]);
  });

  test("comes back to the field of its name and place, and nowhere else", () => {
    const kept = typed([words("address", ""), words("address", "+49 30 1"), box("all", true)]);
    const page = [words("address", ""), words("address", ""), words("other", "x")];
    expect(fill(page, kept).length).toBe(1);
    expect(page.map((one) => one.value)).toEqual(["", "+49 30 1", "x"]);
  });
});
