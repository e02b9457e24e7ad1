import { readFile, writeFile } from "node:fs/promises";
import { ERRORS, OPERATIONS } from "@telewire/contracts";

/** Generated pages: path -> text. `--write` renews them; without it, a page that differs fails. */
const PAGES: Readonly<Record<string, () => string>> = {
  "docs/reference/errors.md": errorsPage,
  "packages/client/src/routes.ts": clientRoutes,
};

const shouldWrite = process.argv.includes("--write");
for (const [path, render] of Object.entries(PAGES)) {
  const wanted = render();
  const present = await readFile(path, "utf8").catch(() => "");
  if (present === wanted) continue;
  if (shouldWrite) await writeFile(path, wanted);
  else {
    console.error(`${path} is not in step with its source: run \`node scripts/docs.ts --write\``);
    process.exitCode = 1;
  }
}

function errorsPage(): string {
  const rows = Object.entries(ERRORS).map(
    ([code, { status, retry, fault, message }]) => `| \`${code}\` | ${status} | ${retry} | ${fault} | ${message} |`,
  );
  return `# Errors

Every error has a code, which is the contract, an HTTP status and an advice whether to repeat the request: \`never\`,
\`now\`, or \`after\` the time in \`Retry-After\` (and \`error.details.retryAfter\`, in seconds). \`fault\` tells whose mistake it is.

| code | status | retry | fault | meaning |
|---|---|---|---|---|
${rows.join("\n")}
`;
}

/** The client gets paths only, so that the schemas of the contracts stay out of bundles. */
function clientRoutes(): string {
  const rows = Object.values(OPERATIONS).map(
    ({ id, method, path }) => `  ${id}: { method: "${method}", path: "${path}" },`,
  );
  return `import type { OperationId } from "@telewire/contracts";

export interface Route {
  readonly method: "GET" | "POST" | "DELETE";
  readonly path: string;
}

/** Where each operation is. Generated from the contracts: \`node scripts/docs.ts --write\`. */
export const ROUTES: Readonly<Record<OperationId, Route>> = {
${rows.join("\n")}
};
`;
}
