import { describe, expect, test } from "vitest";
import { isChanged, isSending } from "../src/islands/letters.ts";

const pressed = (about: Partial<KeyboardEvent>) =>
  ({
    key: "Enter",
    ctrlKey: false,
    metaKey: false,
    isComposing: false,
    repeat: false,
    ...about,
  }) as KeyboardEvent;

describe("a letter in writing", () => {
  test("is changed once its words differ from those it came with", () => {
    expect(isChanged([{ value: "Hello", defaultValue: "Hello" }])).toBe(false);
    expect(isChanged([{ value: "Hello you", defaultValue: "Hello" }])).toBe(true);
  });

  test("is not changed by line ends that a browser writes its own way", () => {
    expect(isChanged([{ value: "a\nb", defaultValue: "a\r\nb" }])).toBe(false);
  });

  test("leaves by Enter with Ctrl or Cmd only, once, and never out of a word that is being composed", () => {
    expect(isSending(pressed({ ctrlKey: true }))).toBe(true);
    expect(isSending(pressed({ metaKey: true }))).toBe(true);
    expect(isSending(pressed({}))).toBe(false);
    expect(isSending(pressed({ ctrlKey: true, isComposing: true }))).toBe(false);
    expect(isSending(pressed({ ctrlKey: true, repeat: true }))).toBe(false);
  });
});
