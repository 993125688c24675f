import { describe, expect, test } from "vitest";
import { matches, turned } from "../src/islands/palette.ts";
import { openId, withOpen } from "../src/islands/panel.ts";
import { stepped } from "../src/islands/rows.ts";
import { between } from "../src/islands/selection.ts";
import { opposite } from "../src/islands/theme.ts";
import { problemWords } from "../src/islands/toasts.ts";

describe("rows", () => {
  test("moving stays inside the table", () => {
    expect(stepped(0, -1, 5)).toBe(0);
    expect(stepped(4, 1, 5)).toBe(4);
    expect(stepped(2, 1, 5)).toBe(3);
  });

  test("from nowhere, down is the first row and up the last", () => {
    expect(stepped(-1, 1, 5)).toBe(0);
    expect(stepped(-1, -1, 5)).toBe(4);
    expect(stepped(-1, 1, 0)).toBe(-1);
  });

  test("a range holds both ends, whichever was clicked first", () => {
    expect(between(["a", "b", "c", "d"], "d", "b")).toEqual(["b", "c", "d"]);
    expect(between(["a", "b"], "a", "gone")).toEqual([]);
  });
});

describe("the palette", () => {
  test("each word typed begins a word of the line", () => {
    expect(matches("Go to Failed jobs", "fai jo")).toBe(true);
    expect(matches("Go to Failed jobs", "ailed")).toBe(false);
    expect(matches("Go to Leads", "")).toBe(true);
  });

  test("below the last line comes the first", () => {
    expect(turned(2, 1, 3)).toBe(0);
    expect(turned(0, -1, 3)).toBe(2);
    expect(turned(-1, 1, 0)).toBe(-1);
  });
});

describe("the panel", () => {
  test("the open record joins the filters in the address and leaves them in peace", () => {
    const address = "https://leads.example/w/a/leads?intent=demo&open=1#top";
    expect(withOpen(address, "2")).toBe("/w/a/leads?intent=demo&open=2#top");
    expect(withOpen(address, null)).toBe("/w/a/leads?intent=demo#top");
    expect(openId(address)).toBe("1");
    expect(openId("https://leads.example/w/a/leads")).toBeNull();
  });
});

test("a theme has one opposite", () => {
  expect(opposite("dark")).toBe("light");
  expect(opposite("light")).toBe("dark");
  expect(opposite(undefined)).toBe("dark");
});

test("a problem says what to do, with the number when nothing else is known", () => {
  expect(problemWords(0)).toContain("connection");
  expect(problemWords(409)).toContain("Reload");
  expect(problemWords(503)).toContain("503");
});
