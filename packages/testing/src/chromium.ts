import { chromium } from "playwright-core";
import type { BrowserContext } from "playwright-core";
import { tempDirectory } from "./process.ts";

export interface Chromium extends AsyncDisposable {
  readonly context: BrowserContext;
}

/** Debian's Chromium, headless, with an empty profile; it dials nothing by itself. */
export async function launchChromium(
  options: { readonly colorScheme?: "light" | "dark"; readonly width?: number; readonly height?: number } = {},
): Promise<Chromium> {
  const { colorScheme = "light", width = 1280, height = 800 } = options;
  const profile = await tempDirectory("telewire-chromium-");
  const context = await chromium.launchPersistentContext(profile.path, {
    executablePath: process.env["TEST_CHROMIUM"] ?? "/usr/bin/chromium",
    headless: true,
    colorScheme,
    viewport: { width, height },
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
  return {
    context,
    [Symbol.asyncDispose]: async () => {
      await context.close();
      await profile[Symbol.asyncDispose]();
    },
  };
}
