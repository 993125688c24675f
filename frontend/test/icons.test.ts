import { describe, expect, test } from "vitest";
import { namesIn, sprite, symbol } from "../icons.ts";

const drawn = {
  icons: { mail: { body: '<path stroke-width="2" d="M1 1"/>' }, "x-y": { body: "<g/>" } },
  aliases: { letter: { parent: "mail" } },
};
const isIcon = (name: string): boolean => name in drawn.icons || name in drawn.aliases;

describe("the sprite", () => {
  test("holds what is called, listed, and handed on by name", () => {
    const template = `<input type="mail">{{ ui.icon("bell") }}{# icons: phone x #}{{ ui.button("Write", symbol='x-y') }}`;
    expect(namesIn(template, isIcon)).toEqual(["bell", "phone", "x", "x-y"]);
  });

  test("leaves the stroke's width to the stylesheet and follows an alias", () => {
    expect(symbol(drawn, "letter")).toBe(
      '<symbol id="letter" viewBox="0 0 24 24"><path d="M1 1"/></symbol>',
    );
    expect(sprite(drawn, ["mail", "x-y"]).match(/<symbol/g)).toHaveLength(2);
  });

  test("refuses a name that Lucide does not know", () => {
    expect(() => symbol(drawn, "mial")).toThrow('"mial"');
  });
});
