import type { Route } from "./routes.ts";

export interface FilledRequest {
  readonly method: Route["method"];
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: Readonly<Record<string, unknown>> | undefined;
}

/** Puts an input where its fields belong: path, then query or body. Lists stand in a query with commas. */
export function requestOf({ method, path, isUpload }: Route, input: object): FilledRequest {
  const fields = new Map(Object.entries(input).filter(([, value]) => value !== undefined));
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value: unknown = fields.get(name);
    fields.delete(name);
    return encodeURIComponent(String(value));
  });
  const isBody = (method === "POST" || method === "PUT") && isUpload !== true;
  return {
    method,
    path: filled,
    query: new URLSearchParams(
      isBody ? [] : [...fields].map(([name, value]): [string, string] => [name, String(value)]),
    ),
    body: isBody ? Object.fromEntries(fields) : undefined,
  };
}
