import { readFile, writeFile } from "node:fs/promises";
import { asyncApiDocument, curlExample, ERRORS, openApiDocument, OPERATIONS } from "@telewire/contracts";
import type { Operation } from "@telewire/contracts";
import { renderConfigReference, renderEnvExample } from "../apps/telewire/src/config/render-docs.ts";
import { VERSION } from "../apps/telewire/src/server/version.ts";

/** Generated pages: path -> text. `--write` renews them; without it, a page that differs fails. */
const PAGES: Readonly<Record<string, () => string>> = {
  ".env.example": renderEnvExample,
  "docs/reference/api.md": apiPage,
  "docs/reference/asyncapi.json": () => `${JSON.stringify(asyncApiDocument(VERSION), null, 2)}\n`,
  "docs/reference/config.md": renderConfigReference,
  "docs/reference/errors.md": errorsPage,
  "docs/reference/openapi.json": () => `${JSON.stringify(openApiDocument(VERSION), null, 2)}\n`,
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

/** A short reference; the whole one is the OpenAPI document. */
function apiPage(): string {
  const chapters = [...Map.groupBy(Object.values<Operation>(OPERATIONS), ({ tag }) => tag)].map(
    ([tag, operations]) => `## ${tag}\n\n${operations.map(apiSection).join("\n")}`,
  );
  return `# API

Every operation with an example. \`$TELEWIRE\` is the base URL of the server, \`$TOKEN\` the \`accessToken\` that
\`createToken\` gives for an API key. Types, limits and answers: [openapi.json](openapi.json), also served at
\`/api/v1/openapi.json\` and, to be read, at \`/docs\`; the WebSocket topics: [asyncapi.json](asyncapi.json). What an error code
means: [errors.md](errors.md).

A GET marked "also POST" takes the same fields as a JSON body. A body may be flat or in the envelope
\`{"sessionId": "...", "params": {...}, "options": {...}}\`. Fields that are not known are refused.

${chapters.join("\n")}`;
}

function apiSection(operation: Operation): string {
  const { id, method, path, summary, access, hasPostAlias, isRepeatable, hasETag, errors = [] } = operation;
  const notes = [
    access === "public" ? "No token needed." : access === "authenticated" ? "Any token." : `Scope \`${access}\`.`,
    ...(hasPostAlias === true ? ["Also POST."] : []),
    ...(isRepeatable === true ? ["Takes `Idempotency-Key`."] : []),
    ...(hasETag === true ? ["Answers an `ETag`, and 304 to `If-None-Match`."] : []),
  ];
  const codes = errors.length === 0 ? "" : `\nErrors: ${errors.map((code) => `\`${code}\``).join(", ")}.\n`;
  return `### ${id}\n\n\`${method} ${path}\`\n\n${summary} ${notes.join(" ")}\n${codes}\n\`\`\`sh\n${curlExample(operation)}\n\`\`\`\n`;
}

/** The client gets paths only, so that the schemas of the contracts stay out of bundles. */
function clientRoutes(): string {
  const rows = Object.values<Operation>(OPERATIONS).map(({ id, method, path, isRepeatable, bytes }) => {
    const flags = `${isRepeatable === true ? ", isRepeatable: true" : ""}${bytes === "upload" ? ", isUpload: true" : ""}`;
    return `  ${id}: { method: "${method}", path: "${path}"${flags} },`;
  });
  return `import type { OperationId } from "@telewire/contracts";

export interface Route {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  readonly path: string;
  readonly isRepeatable?: boolean;
  readonly isUpload?: boolean;
}

/** Where each operation is. Generated from the contracts: \`node scripts/docs.ts --write\`. */
export const ROUTES: Readonly<Record<OperationId, Route>> = {
${rows.join("\n")}
};
`;
}
