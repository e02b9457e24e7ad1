import type { Env } from "./env.ts";

export { Feed } from "./feed.ts";

const worker = {
  async fetch(request: Request, env: Env): Promise<Response> {
    if (!(await isAllowed(request, env))) return new Response("unauthorized\n", { status: 401 });
    return await feedOf(env).fetch(request);
  },

  /** The cron trigger wakes a feed that has lost its alarm, and starts it after the first deployment. */
  async scheduled(_event: unknown, env: Env): Promise<void> {
    await feedOf(env).fetch(new Request("https://feed/status"));
  },
};

// The runtime takes a Worker's handlers from the default export.
// oxlint-disable-next-line import/no-default-export
export default worker;

function feedOf({ FEED }: Env): { fetch(request: Request): Promise<Response> } {
  return FEED.get(FEED.idFromName("feed"));
}

/** Digests are compared, so that the time taken says nothing about the token. */
async function isAllowed(request: Request, { READER_TOKEN }: Env): Promise<boolean> {
  const [given, wanted] = await Promise.all([
    digest(request.headers.get("authorization") ?? ""),
    digest(`Bearer ${READER_TOKEN}`),
  ]);
  return given === wanted;
}

async function digest(text: string): Promise<string> {
  return String(new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text))));
}
