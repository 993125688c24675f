import { defineConfig } from "vitest/config";

// What needs a document is tested in a real browser; here are the pure parts.
export default defineConfig({ test: { include: ["test/**/*.test.ts"], isolate: false } });
