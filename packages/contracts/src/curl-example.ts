import type { Operation } from "./operations/operation.ts";

/** The operation's example as a command line; `$TELEWIRE` is the base URL, `$TOKEN` an access token. */
export function curlExample({ method, path, access, example = {}, bytes }: Operation): string {
  const fields = new Map(Object.entries(example as Readonly<Record<string, unknown>>));
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = fields.get(name);
    fields.delete(name);
    return encodeURIComponent(textOf(value));
  });
  const isBody = (method === "POST" || method === "PUT") && bytes === undefined;
  const query = new URLSearchParams(
    isBody ? [] : [...fields].map(([name, value]): [string, string] => [name, textOf(value)]),
  ).toString();
  return [
    `curl${method === "GET" || method === "POST" ? "" : ` -X ${method}`}`,
    ...(access === "public" ? [] : ['-H "Authorization: Bearer $TOKEN"']),
    ...(isBody ? ["-H 'Content-Type: application/json'", `-d '${JSON.stringify(Object.fromEntries(fields))}'`] : []),
    ...(bytes === "upload" ? ["-H 'Content-Type: application/octet-stream'", "--data-binary @file"] : []),
    ...(bytes === "download" ? ["-o file -C -"] : []),
    `"$TELEWIRE${filled}${query === "" ? "" : `?${query}`}"`,
  ].join(" ");
}

function textOf(value: unknown): string {
  return Array.isArray(value) ? value.join(",") : String(value);
}
