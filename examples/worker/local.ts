import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { Miniflare } from "miniflare";
import type { Env } from "./src/env.ts";

export interface LocalOptions {
  readonly bindings: Omit<Env, "FEED">;
  /** Where Durable Objects keep their data. */
  readonly directory: string;
}

const COMPATIBILITY_DATE = "2026-07-01";

/** Modules that are JavaScript already, by path, in workerd; the first one is the Worker. */
export function startModules(modules: Readonly<Record<string, string>>): Miniflare {
  return new Miniflare({
    modules: Object.entries(modules).map(([path, contents]) => ({ type: "ESModule", path, contents })),
    compatibilityDate: COMPATIBILITY_DATE,
  });
}

/** The Worker in workerd, Cloudflare's runtime, on this machine. */
export async function startWorker({ bindings, directory }: LocalOptions): Promise<Miniflare> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL("src/worker.ts", import.meta.url))],
    bundle: true,
    format: "esm",
    target: "es2024",
    write: false,
  });
  return new Miniflare({
    modules: true,
    script: outputFiles[0]?.text ?? "",
    compatibilityDate: COMPATIBILITY_DATE,
    bindings: { ...bindings },
    durableObjects: { FEED: { className: "Feed", useSQLite: true } },
    durableObjectsPersist: directory,
  });
}
