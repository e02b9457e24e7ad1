import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

export default defineConfig({
  plugins: [react()],
  // The server's content security policy allows no data: scripts or inline styles.
  build: { assetsInlineLimit: 0, target: "es2022", modulePreload: { polyfill: false } },
});
