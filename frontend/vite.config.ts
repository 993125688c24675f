import { resolve } from "node:path";
import tailwindcss from "@tailwindcss/vite";
import { defineConfig } from "vite";
import { iconSprite } from "./icons.ts";
import { packed } from "./pack.ts";

const root = import.meta.dirname;
const web = resolve(root, "../src/leadwright/web");

export default defineConfig({
  root,
  base: "/static/dist/",
  publicDir: false,
  plugins: [tailwindcss(), iconSprite(resolve(web, "templates")), packed()],
  build: {
    outDir: resolve(web, "static/dist"),
    emptyOutDir: true,
    manifest: true,
    target: "es2023",
    modulePreload: false,
    // Inlined fonts and images would need data: in the content security policy.
    assetsInlineLimit: 0,
    // Swagger UI is one file of 1.4 MB; nothing else comes near this.
    chunkSizeWarningLimit: 1600,
    rolldownOptions: {
      // Tailwind takes nearly all of the time; that is no news at every build.
      checks: { pluginTimings: false },
      input: [
        "src/app.ts",
        "src/site.ts",
        "src/theme.ts",
        "src/docs.ts",
        "src/embed/visits.ts",
        "src/embed/proof.ts",
      ].map((entry) => resolve(root, entry)),
    },
  },
});
