import {
  CLOSE_CODES,
  curlExample,
  dereferenced,
  ERRORS,
  mayReconnect,
  openApiDocument,
  OPERATIONS,
  TOPICS,
} from "@telewire/contracts";
import type { ErrorCode, Operation, OperationId, RetryAdvice, Topic } from "@telewire/contracts";
import { typeWords } from "./type-words.ts";

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required: boolean;
  readonly description?: string;
  readonly schema?: unknown;
}

type Document = Readonly<Record<string, unknown>>;

interface Described {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly summary: string;
  readonly parameters: readonly Parameter[];
  readonly requestBody?: {
    readonly content: {
      readonly "application/json"?: {
        readonly schema: {
          readonly properties: Readonly<Record<string, unknown>>;
          readonly required: readonly string[];
        };
      };
    };
  };
  readonly responses: Readonly<Record<string, { readonly description: string }>>;
  readonly "x-scope"?: string;
}

export const REFERENCE_STYLE = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { margin: 0 auto; max-width: 60rem; padding: 1.5rem; }
code, pre { font-family: ui-monospace, monospace; font-size: 0.9em; }
section { border-top: 1px solid #8884; padding: 0.75rem 0; }
table { border-collapse: collapse; width: 100%; }
pre { overflow-x: auto; }
code { overflow-wrap: anywhere; }
section td:first-child code { overflow-wrap: normal; }
td, th { overflow-wrap: anywhere; min-width: 3rem; border-bottom: 1px solid #8884; padding: 0.25rem 0.5rem; text-align: left; vertical-align: top; }
h3 code { background: #8882; border-radius: 0.25rem; padding: 0.1rem 0.4rem; }
summary { cursor: pointer; }
`;

const RETRY: Readonly<Record<RetryAdvice, string>> = {
  never: "Do not repeat the request as it is: it would fail again.",
  now: "The request may be repeated at once.",
  after: "Repeat the request after the seconds in the header Retry-After (also error.details.retryAfter).",
};
const FAULT = {
  client: "What was asked for, or the credentials it was asked with.",
  telegram: "Telegram refused, or could not be reached in time.",
  system: "The server. The logs of the node that answered have more, under the X-Request-Id of the answer.",
} as const;

/** What one error code means and what to do about it; null when there is no such code. */
export function errorPage(code: string): string | null {
  if (!Object.hasOwn(ERRORS, code)) return null;
  const { status, retry, fault, message } = ERRORS[code as ErrorCode];
  const answered = Object.values<Operation>(OPERATIONS)
    .filter(({ errors = [] }) => (errors as readonly string[]).includes(code))
    .map(({ id }) => `<a href="/docs#${text(id)}"><code>${text(id)}</code></a>`);
  const where =
    answered.length === 0 ? "Any operation can answer it, or a WebSocket." : `Answered by ${answered.join(", ")}.`;
  return page(
    `${code} - Telewire API`,
    `<h1><code>${code}</code></h1><p>${text(message)}</p>
<table><tr><th>HTTP status</th><td>${status}</td></tr><tr><th>Repeat it?</th><td>${text(RETRY[retry])}</td></tr><tr><th>What is at fault</th><td>${text(FAULT[fault])}</td></tr></table>
<p>${where}</p><p><a href="/docs#errors">All errors</a></p>`,
  );
}

function page(title: string, body: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${text(title)}</title><link rel="stylesheet" href="/docs/style.css"></head><body>
${body}</body></html>`;
}

/** The reference of the API as one page without scripts. */
export function referencePage(version: string): string {
  const document = openApiDocument(version);
  const paths = document["paths"] as Readonly<Record<string, Readonly<Record<string, Described>>>>;
  const operations = Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item)
      .filter(([, { operationId }]) => operationId in OPERATIONS)
      .map(([method, operation]) => ({ path, method, operation })),
  );
  const byTag = Map.groupBy(operations, ({ operation }) => operation.tags[0] ?? "");
  const chapters = [...byTag].map(
    ([tag, group]) =>
      `<h2 id="${text(tag)}">${text(tag)}</h2>${group.map(({ path, method, operation }) => section(document, path, method, operation)).join("")}`,
  );
  return page(
    "Telewire API",
    `<h1>Telewire API ${text(version)}</h1>
<p>Machine-readable: <a href="/api/v1/openapi.json">OpenAPI 3.1</a>, <a href="/api/v1/asyncapi.json">AsyncAPI 3.0</a>. Exchange an API key for a token at <code>POST /api/v1/auth/token</code>, then send <code>Authorization: Bearer &lt;token&gt;</code>.</p>
<nav><p>${[...byTag.keys(), "websockets", "errors"].map((tag) => `<a href="#${text(tag)}">${text(tag)}</a>`).join(" &middot; ")}</p></nav>
${chapters.join("")}${topics()}${errors()}`,
  );
}

function section(
  document: Document,
  path: string,
  method: string,
  { operationId, summary, parameters, requestBody, responses, "x-scope": scope }: Described,
): string {
  const body = requestBody?.content["application/json"]?.schema;
  const rows = [
    ...parameters
      .map((part) => dereferenced(document, part) as Parameter)
      .map((parameter) => row(parameter.name, parameter.in, parameter.required, parameter.schema)),
    ...Object.entries(body?.properties ?? {}).map(([name, schema]) =>
      row(name, "body", body?.required.includes(name) ?? false, schema),
    ),
  ];
  const codes = Object.entries(responses)
    .filter(([status]) => Number(status) >= 400)
    .map(
      ([status, response]) =>
        `<li>${status}: ${text((dereferenced(document, response) as typeof response).description).replaceAll(/`([A-Z_]+)`/g, errorLink("$1"))}</li>`,
    );
  return `<section id="${text(operationId)}"><h3><code>${method.toUpperCase()} ${text(path)}</code></h3><p>${prose(summary)}${scope === undefined ? "" : ` Scope: <code>${text(scope)}</code>.`}</p>
${rows.length === 0 ? "" : `<table><tr><th>field</th><th>in</th><th>type</th><th>meaning</th></tr>${rows.join("")}</table>`}
<pre>${text(curlExample(OPERATIONS[operationId as OperationId]))}</pre>
<details><summary>Errors</summary><ul>${codes.join("")}</ul></details></section>`;
}

function errorLink(code: string): string {
  return `<a href="/docs/errors/${code}"><code>${code}</code></a>`;
}

function row(name: string, place: string, required: boolean, schema: unknown): string {
  const {
    description = "",
    default: fallback,
    ...type
  } = (schema ?? {}) as { readonly description?: string; readonly default?: unknown };
  return `<tr><td><code>${text(name)}</code>${required ? " *" : ""}</td><td>${place}</td><td>${text(typeWords(type))}</td><td>${prose(description)}${fallback === undefined ? "" : ` Default: ${text(JSON.stringify(fallback))}.`}</td></tr>`;
}

function topics(): string {
  const rows = Object.values<Topic>(TOPICS).map(
    ({ path, summary, scope, query }) =>
      `<tr><td><code>${text(path)}</code></td><td>${prose(summary)}</td><td><code>${scope}</code></td><td>${Object.keys(
        query.shape,
      )
        .map((name) => `<code>${text(name)}</code>`)
        .join(", ")}</td></tr>`,
  );
  const codes = Object.entries(CLOSE_CODES).map(
    ([name, code]) =>
      `<tr><td>${code}</td><td><code>${name}</code></td><td>${mayReconnect(code) ? "reconnect from the last position" : "do not reconnect"}</td></tr>`,
  );
  return `<h2 id="websockets">websockets</h2><table><tr><th>topic</th><th>what</th><th>scope</th><th>query</th></tr>${rows.join("")}</table><h3>Close codes</h3><table>${codes.join("")}</table>`;
}

function errors(): string {
  const rows = (Object.keys(ERRORS) as ErrorCode[]).map(
    (code) =>
      `<tr><td><a href="/docs/errors/${code}"><code>${code}</code></a></td><td>${ERRORS[code].status}</td><td>${ERRORS[code].retry}</td><td>${text(ERRORS[code].message)}</td></tr>`,
  );
  return `<h2 id="errors">errors</h2><table><tr><th>code</th><th>status</th><th>retry</th><th>meaning</th></tr>${rows.join("")}</table>`;
}

/** Text with `names` in it. */
function prose(value: string): string {
  return text(value).replaceAll(/`([^`]+)`/g, "<code>$1</code>");
}

function text(value: string): string {
  return value.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
