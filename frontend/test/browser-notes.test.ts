import { afterEach, describe, expect, it, vi } from "vitest";
import { show, source } from "../src/islands/browser_notes.ts";

describe("notifications of the browser", () => {
  afterEach(() => vi.unstubAllGlobals());

  it("asks for what came after the last one, whatever stands in the moment", () => {
    expect(source("/w/acme", "2026-01-01T00:00:00+00:00")).toBe(
      "/w/acme/notifications/new?after=2026-01-01T00%3A00%3A00%2B00%3A00",
    );
  });

  it("shows each under its own tag, so that two tabs show it once", () => {
    const shown: [string, string][] = [];
    class Fake {
      constructor(title: string, options: { tag: string }) {
        shown.push([title, options.tag]);
      }
      addEventListener(): void {}
    }
    vi.stubGlobal("Notification", Fake);
    const rows = [{ id: "1", title: "<b>Ann</b>: demo", kind: "lead" }];
    show({ now: "2026-01-01T00:00:00Z", rows }, "/w/acme");
    expect(shown).toEqual([["<b>Ann</b>: demo", "1"]]);
  });
});
