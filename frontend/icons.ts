/** Build one SVG sprite from the icons that the templates name, so that a page loads no icon it does not show. */
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { Plugin } from "vite";

interface Collection {
  icons: Record<string, { body: string } | undefined>;
  aliases?: Record<string, { parent: string } | undefined>;
}

/** `icon("mail")` must name an icon. */
const CALL = /\bicon\(\s*["']([a-z0-9-]+)["']/g;
/** `{# icons: mail phone #}` where the names come from data. */
const LIST = /\{#-?\s*icons:\s*([a-z0-9\s-]+?)\s*-?#\}/g;
/** A macro may hand a name on, so every text in a template's code that is the name of an icon counts as one. */
const CODE = /\{[{%].*?[}%]\}/gs;
const TEXT = /["']([a-z0-9-]+)["']/g;

const firsts = (text: string, pattern: RegExp): string[] =>
  [...text.matchAll(pattern)].map((match) => match[1] ?? "");

export function namesIn(template: string, isIcon: (name: string) => boolean): string[] {
  const code = template.match(CODE) ?? [];
  const handedOn = code.flatMap((each) => firsts(each, TEXT)).filter(isIcon);
  const listed = firsts(template, LIST).flatMap((names) => names.split(/\s+/));
  return [...new Set([...firsts(template, CALL), ...listed, ...handedOn])].sort();
}

function templateNames(folder: string, collection: Collection): string[] {
  const isIcon = (name: string) => name in collection.icons || name in (collection.aliases ?? {});
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" });
  const html = files.filter((name) => name.endsWith(".html"));
  const texts = html.map((name) => readFileSync(join(folder, name), "utf8"));
  return [...new Set(texts.flatMap((text) => namesIn(text, isIcon)))].sort();
}

export function symbol(collection: Collection, name: string): string {
  const drawn = collection.icons[collection.aliases?.[name]?.parent ?? name];
  if (!drawn) throw new Error(`No Lucide icon is called "${name}": see https://lucide.dev/icons`);
  // The stroke width comes from the stylesheet, so that 14 px and 16 px icons weigh the same.
  const body = drawn.body.replaceAll(' stroke-width="2"', "");
  return `<symbol id="${name}" viewBox="0 0 24 24">${body}</symbol>`;
}

export function sprite(collection: Collection, names: string[]): string {
  const symbols = names.map((name) => symbol(collection, name)).join("");
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols}</svg>`;
}

export function iconSprite(templates: string): Plugin {
  const lucide = createRequire(import.meta.url).resolve("@iconify-json/lucide/icons.json");
  return {
    name: "icon-sprite",
    apply: "build",
    generateBundle() {
      const collection = JSON.parse(readFileSync(lucide, "utf8")) as Collection;
      const names = templateNames(templates, collection);
      this.emitFile({
        type: "asset",
        name: "icons.svg",
        originalFileName: "icons.svg",
        source: sprite(collection, names),
      });
      this.emitFile({ type: "asset", fileName: "icons.json", source: JSON.stringify(names) });
    },
  };
}
