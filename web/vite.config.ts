/** Build of the console: static files only; everything that differs per stage is read from /config.json. */
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

export default defineConfig({
  plugins: [react()],
  resolve: { alias: { "@": new URL("./src", import.meta.url).pathname } },
  build: { assetsInlineLimit: 0, target: "es2022", sourcemap: false, chunkSizeWarningLimit: 400 },
  test: { environment: "node", include: ["tests/**/*.test.ts"] },
});
