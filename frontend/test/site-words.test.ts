import { describe, expect, test } from "vitest";
import { sentenceOf, titleOf } from "../src/site/form.ts";
import { samePath } from "../src/site/live.ts";
import { readAccepted, readFacts, readProblem, readResult } from "../src/site/protocol.ts";
import {
  budgetWords,
  companyIn,
  detailOf,
  factPairs,
  letterOf,
  marksOf,
} from "../src/site/reply.ts";
import { begin, type Run } from "../src/site/run.ts";
import { targetOf } from "../src/site/tabs.ts";
import {
  decimals,
  languageName,
  milliseconds,
  said,
  signed,
  thingsToChange,
  thousands,
} from "../src/site/words.ts";

function run(result: object, visitor: object = {}): Run {
  const nobody = { name: "", email: "", company: "", message: "" };
  return begin(readResult({ status: "answered", ...result }), { ...nobody, ...visitor }).run;
}

describe("facts in words", () => {
  test("what was not said is left out", () => {
    const facts = readFacts({ language: "de", entities: { team_size: 1400, timeline: null } });
    expect(factPairs(facts)).toEqual([
      ["Team", "1,400 people"],
      ["Language", "German"],
    ]);
  });

  test("budgets name range, currency and period as far as they are known", () => {
    const budget = { amount: 12000, amountMin: null, currency: "EUR", period: "year" };
    expect(budgetWords(budget)).toBe("12,000 EUR a year");
    expect(budgetWords({ amount: 9000, amountMin: 8000, currency: "", period: "" })).toBe(
      "8,000 to 9,000",
    );
  });

  test("identifiers, languages and numbers", () => {
    expect([said("press_or_investor"), languageName("pt-BR"), languageName("und")]).toEqual([
      "Press or investor",
      "Portuguese",
      "",
    ]);
    expect([languageName("!"), thousands(1234.5)]).toEqual(["", "1,235"]);
    expect([0, 0.03, 0.5, 1500].map(milliseconds)).toEqual(["0 ms", "< 1 ms", "1 ms", "1,500 ms"]);
    expect([-2, 0, 4.548, 0.1234].map((value) => signed(value))).toEqual([
      "−2.00",
      "+0.00",
      "+4.548",
      "+0.1234",
    ]);
    expect([14, 19.924].map((value) => signed(value, decimals([14, 19.924])))).toEqual([
      "+14.000",
      "+19.924",
    ]);
  });
});

describe("the second line of a row", () => {
  const known = run({
    intent: "demo_request",
    confidence: 0.936,
    score: 77,
    grade: "A",
    owner: "Jonas Weber",
    steps: [
      { name: "screen", ms: 1, detail: "No spam" },
      { name: "dedupe", ms: 1, outcome: "stopped", detail: "too_fast" },
      { name: "enrich", ms: 1, detail: "6 facts at hand" },
      { name: "understand", ms: 1, detail: "demo request 0.94, en" },
      { name: "respond", ms: 1, detail: "demo_request.en in en, queued" },
    ],
  });

  test.each([
    ["screen", "No spam"],
    ["dedupe", "Too fast"],
    ["enrich", "6 facts at hand"],
    ["respond", "usual"],
    ["understand", "Demo request, 94 % sure"],
    ["score", "77 of 100, grade A"],
    ["route", "Jonas Weber"],
    ["notify", "Usual"],
  ])("%s says %s", (name, words) => {
    expect(detailOf(known, name, "usual")).toBe(words);
  });

  test("no reading is certain, however it rounds", () => {
    const nearly = { ...known, facts: known.facts && { ...known.facts, confidence: 0.998 } };
    expect(detailOf(nearly, "understand", "usual")).toBe("Demo request, 99 % sure");
  });
});

describe("the reply", () => {
  test("is cut at marked words, the longest first, and loses nothing", () => {
    const { paragraphs, foot } = letterOf(
      "Hello,\n\nWith 40 people on 3 sites.\n\n-- \nYou wrote to us.\n",
      [
        { text: "40", source: "facts" },
        { text: "40 people on", source: "lead" },
      ],
    );
    const [first, second] = paragraphs;
    expect([paragraphs.length, foot]).toEqual([2, "You wrote to us."]);
    expect(first).toEqual([{ text: "Hello,", source: null }]);
    expect(second?.map((span) => span.source)).toEqual([null, "lead", null]);
    expect(second?.map((span) => span.text).join("")).toBe("With 40 people on 3 sites.");
  });

  test("marks whole words and takes no sign for a pattern", () => {
    const {
      paragraphs: [spans],
    } = letterOf("In 2040, A+B (x) and 40.", [
      { text: "40", source: "lead" },
      { text: "A+B (x)", source: "lead" },
    ]);
    expect(spans?.filter((span) => span.source).map((span) => span.text)).toEqual([
      "A+B (x)",
      "40",
    ]);
  });

  test("unmarked, it is marked where the lead's own words stand again", () => {
    const mine = run(
      {
        intent: "demo_request",
        reply: { subject: "", text: "Nordwerk, 40" },
        entities: { team_size: 40, timeline: "by May" },
      },
      { company: "Nordwerk GmbH", message: "We are 40" },
    );
    expect(marksOf(mine).map((mark) => mark.text)).toEqual(["Nordwerk", "40"]);
  });

  test("a company is found without its legal form too", () => {
    expect(companyIn("for Nordwerk Nord.", "Nordwerk Nord GmbH")).toBe("Nordwerk Nord");
    expect(companyIn("for Abt", "Abt GmbH & Co. KG")).toBe("Abt");
    expect(companyIn("nothing of it", "Nordwerk GmbH")).toBe("");
    expect(companyIn("Herr Brandt", "Brandt Logistik GmbH")).toBe("");
    expect(companyIn("a A b", "A")).toBe("");
  });

  test("the server's marks have the last word", () => {
    const marks = [{ text: "30 minutes", source: "facts" }];
    expect(marksOf(run({ reply: { subject: "", text: "x", marks } }))).toEqual(marks);
  });
});

describe("refusals", () => {
  test("the summary counts what to change", () => {
    const field = { field: "email", reason: "empty", remedy: "Write the address" };
    expect(titleOf({ title: "", fields: [field] })).toBe(
      "One thing to change. Nothing you wrote is lost.",
    );
    expect(titleOf({ title: "Too many", fields: [] })).toBe("Too many");
    expect(sentenceOf(field)).toBe("Empty. Write the address.");
    expect(sentenceOf({ field: "", reason: "too_long", remedy: "use 200 at most" })).toBe(
      "Too long. Use 200 at most.",
    );
    expect(thingsToChange(12)).toBe("12 things to change");
  });

  test("a proxy's page instead of problem+json still says something", () => {
    expect(readProblem(null, 502)).toEqual({ title: "The server refused it with 502", fields: [] });
    expect(readProblem({ title: "T", detail: "D" }, 429).title).toBe("D");
  });

  test("an answer without a result is not taken for an acceptance", () => {
    expect(readAccepted({ id: "1" })).toBeNull();
    expect(readAccepted({ result_url: "/r" })).toEqual({
      resultUrl: "/r",
      pageUrl: "/r",
      eventsUrl: null,
    });
  });
});

test("of an absolute address only the path counts", () => {
  expect(samePath("https://leads.example.com/r/1?a=2#x")).toBe("/r/1?a=2");
  expect(samePath("/events/1")).toBe("/events/1");
});

test.each([
  ["ArrowRight", 2, 0],
  ["ArrowLeft", 0, 2],
  ["Home", 2, 0],
  ["End", 0, 2],
  ["a", 1, -1],
])("in tabs %s leads from %d to %d", (key, from, to) => {
  expect(targetOf(key, from, 3)).toBe(to);
});
