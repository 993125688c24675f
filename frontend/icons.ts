/** Build one SVG sprite from the icons that the templates name, so that a page loads no icon it does not show. */
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { Plugin } from "vite";

interface Collection {
  icons: Record<string, { body: string } | undefined>;
  aliases?: Record<string, { parent: string } | undefined>;
}

/** `icon("mail")`, `icon="mail"`, `icon='mail'`, and `{# icons: mail phone #}` where a name comes from data. */
const CALL = /\bicon\w*\s*[(=]\s*["']([a-z0-9-]+)["']/g;
const LIST = /\{#-?\s*icons:\s*([a-z0-9\s-]+?)\s*-?#\}/g;

export function namesIn(template: string): string[] {
  const called = [...template.matchAll(CALL)].map((match) => match[1] ?? "");
  const listed = [...template.matchAll(LIST)].flatMap((match) => (match[1] ?? "").split(/\s+/));
  return [...called, ...listed];
}

function templateNames(folder: string): string[] {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" });
  const html = files.filter((name) => name.endsWith(".html"));
  const names = html.flatMap((name) => namesIn(readFileSync(join(folder, name), "utf8")));
  return [...new Set(names)].sort();
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
      const names = templateNames(templates);
      const collection = JSON.parse(readFileSync(lucide, "utf8")) as Collection;
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
