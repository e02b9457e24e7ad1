import type { Archive } from "@telewire/archive";
import type { MessageEntry } from "@telewire/contracts";
import { freePort, startTcpProxy, telewire, until } from "@telewire/testing";
import type { Settings, TelewireProcess } from "@telewire/testing";
import { describePlan, planFaults, runFaults } from "./chaos.ts";
import type { Fault } from "./chaos.ts";
import { readBare, readWithClient } from "./readers.ts";
import type { Seen } from "./readers.ts";
import { SeededRandom } from "@telewire/testing/seeded-random";
import { ANN } from "./town.ts";
import type { Town } from "./town.ts";

const MESSAGES = 20_000;
const RATE = 800;
const SESSION = "ann";
/** After the last fault is mended: half-open links are noticed within 20 s. */
const ARRIVAL_MS = 45_000;

/** The seed of a run: of `CHAOS_SEED`, or always the same. */
const SEED = Number(process.env["CHAOS_SEED"] ?? 20_261_121);

export interface ChaosSetup {
  readonly town: Town;
  readonly settings: Settings;
  /** Serves the API on the `PORT` of the settings. */
  readonly api: TelewireProcess;
  readonly faults: readonly Fault[];
  readonly openArchive: () => Promise<Archive>;
}

export async function settingsOf(town: Town): Promise<Record<string, string>> {
  return {
    ...town.env,
    PORT: String(await freePort()),
    TELEWIRE_LEASE_TTL_MS: "1500",
    TELEWIRE_CONSUMER_CLAIM_IDLE_MS: "1000",
  };
}

/** What happens to the link to Telegram in either set-up. */
export function linkFaults(town: Town): readonly Fault[] {
  return [
    { name: "emulator killed", times: 2, strike: (mendAt) => mendAt().then(() => town.restartEmulator()) },
    { name: "link cut", times: 3, strike: async () => town.link.cut() },
    { name: "link half-open", times: 2, strike: async () => town.link.blackhole() },
  ];
}

/** Kills with -9, and starts again as a supervisor does. */
export function killing(name: string, times: number, node: TelewireProcess): Fault {
  return {
    name: `${name} killed`,
    times,
    strike: async (mendAt) => {
      await node.kill();
      await mendAt();
      await node.startSupervised();
    },
  };
}

/**
 * 20,000 messages over six chats with the faults in between, read live by two clients. Returns what did not arrive, came
 * twice or out of order, anywhere; nothing else is good enough than nothing.
 */
export async function surviveChaos({ town, settings, api, faults, openArchive }: ChaosSetup): Promise<string[]> {
  const apiKey = await createApiKey(settings);
  await logIn(api, town, apiKey);
  await using door = await startTcpProxy(Number(new URL(api.url).port));
  const baseUrl = `http://127.0.0.1:${door.port}`;
  await using client = await readWithClient(baseUrl, apiKey, SESSION);
  await using bare = await readBare(baseUrl, await tokenOf(api, apiKey), SESSION);
  const readersCut: Fault = { name: "readers cut", times: 2, strike: async () => door.cut() };
  const plan = planFaults([...faults, ...linkFaults(town), readersCut], MESSAGES, new SeededRandom(SEED));
  await town.talk(MESSAGES, RATE);
  await runFaults(town, plan, MESSAGES);
  await town.sayGoodbye();
  const truth = await town.truth();
  await using archive = await openArchive();
  await untilAll(total(truth), archive, town, [client.seen, bare.seen]);
  const problems = differences("archive", truth, await archived(archive, town));
  for (const [name, { seen }] of Object.entries({ client, bare })) {
    problems.push(...differences(name, truth, seen.byChat), ...seen.trouble.map((trouble) => `${name}: ${trouble}`));
    if (seen.connections < 2) problems.push(`${name} was never thrown out`);
  }
  if (total(truth) !== MESSAGES + town.chatIds.length) problems.push(`${total(truth)} messages were sent`);
  if (problems.length > 0) problems.push(`seed ${SEED}: ${describePlan(plan)}`);
  return problems;
}

/** Waits until there is as much as was sent, or long enough to see what is missing. */
async function untilAll(sent: number, archive: Archive, town: Town, readers: readonly Seen[]): Promise<void> {
  const isThere = async (): Promise<boolean> =>
    readers.every(({ count }) => count >= sent) && (await archivedCount(archive, town)) >= sent;
  const deadline = performance.now() + ARRIVAL_MS;
  await until(async () => (await isThere()) || performance.now() > deadline, {
    timeoutMs: 2 * ARRIVAL_MS,
    intervalMs: 100,
  });
}

async function createApiKey(settings: Settings): Promise<string> {
  const { stdout, stderr } = await telewire(
    ["keys", "create", "--name", "chaos", "--role", "admin", "--json"],
    settings,
  );
  if (stdout === "") throw new Error(stderr);
  return (JSON.parse(stdout) as { readonly apiKey: string }).apiKey;
}

async function tokenOf(api: TelewireProcess, apiKey: string): Promise<string> {
  return (await call<{ accessToken: string }>(api, "auth/token", { apiKey })).accessToken;
}

async function logIn(api: TelewireProcess, town: Town, apiKey: string): Promise<void> {
  const token = await tokenOf(api, apiKey);
  const { phone, password } = ANN;
  const { loginId } = await call<{ loginId: string }>(api, "auth/send-code", { phone, sessionId: SESSION }, token);
  await call(api, "auth/verify-code", { loginId, code: await town.emulator.code(phone), password }, token);
  await until(
    async () => (await call<{ state: string }>(api, `sessions/${SESSION}`, undefined, token)).state === "live",
    {
      timeoutMs: 20_000,
      what: "a live session",
    },
  );
}

async function call<Data>(api: TelewireProcess, path: string, body?: unknown, token?: string): Promise<Data> {
  const response = await fetch(`${api.url}/api/v1/${path}`, {
    method: body === undefined ? "GET" : "POST",
    headers: {
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const answer = (await response.json()) as { readonly success: boolean; readonly data: Data };
  if (!answer.success) throw new Error(`${path}: ${JSON.stringify(answer)}`);
  return answer.data;
}

async function archivedCount(archive: Archive, { chatIds }: Town): Promise<number> {
  const counts = await Promise.all(chatIds.map((chatId) => archive.messages.count(SESSION, chatId)));
  return counts.reduce((sum, count) => sum + count, 0);
}

/** Message ids by chat, in the order of their positions. */
async function archived(archive: Archive, { chatIds }: Town): Promise<Map<string, string[]>> {
  const all = new Map<string, string[]>();
  for (const chatId of chatIds) {
    const ids: string[] = [];
    for (let from: string | undefined; ;) {
      const page = await archive.messages.query({
        sessionId: SESSION,
        chatId,
        direction: "newer",
        limit: 500,
        ...(from === undefined ? {} : { from }),
      });
      ids.push(...page.map(({ json }) => (JSON.parse(json) as MessageEntry).messageId));
      from = page.at(-1)?.position;
      if (page.length < 500) break;
    }
    all.set(chatId, ids);
  }
  return all;
}

function total(byChat: ReadonlyMap<string, readonly string[]>): number {
  return [...byChat.values()].reduce((sum, ids) => sum + ids.length, 0);
}

/** For each chat that is not as it should be: what is missing, what came twice, what should not be there, what is out of order. */
function differences(
  where: string,
  expected: ReadonlyMap<string, readonly string[]>,
  actual: ReadonlyMap<string, readonly string[]>,
): string[] {
  const found: string[] = [];
  for (const chatId of new Set([...expected.keys(), ...actual.keys()])) {
    const wanted = expected.get(chatId) ?? [];
    const ids = actual.get(chatId) ?? [];
    const missing = wanted.filter((id) => !ids.includes(id));
    const twice = ids.filter((id, index) => ids.indexOf(id) !== index);
    const strange = ids.filter((id) => !wanted.includes(id));
    const isInOrder = ids.every((id, index) => index === 0 || Number(ids[index - 1]) < Number(id));
    for (const [what, those] of Object.entries({ missing, twice, strange }))
      if (those.length > 0) found.push(`${where}, ${chatId}: ${those.length} ${what}: ${those.slice(0, 20).join(" ")}`);
    if (!isInOrder && twice.length === 0) found.push(`${where}, ${chatId}: out of order`);
  }
  return found;
}
