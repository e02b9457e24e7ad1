import type { ActionName, ActRequest, HistoryRequest, SessionControl } from "@telewire/telegram";
import type { CacheKey, TieredCache } from "./tiered-cache.ts";

/** Reading actions, and how long what they say may be served while no event comes. */
const TTL_MS: Partial<Record<ActionName, number>> = { chats: 10_000, chat: 30_000, members: 60_000, resolve: 300_000 };
const HISTORY = "history";
/** Chats that are not recorded have no events: what is new in them, and what was edited in what is older, is seen after this. */
const NEWEST_PAGE_MS = 1000;
const OLDER_PAGE_MS = 5000;
/** Actions that change nothing that a cached one tells. */
const HARMLESS = new Set<ActionName>([
  "chats",
  "chat",
  "members",
  "resolve",
  "search",
  "messages",
  "media",
  "download",
  "uploadPart",
]);
/** Calls after which a session is not who it was. */
const LOGINS = ["verifyCode", "checkPassword", "logInBot", "importSession"] as const;

/** The owners of sessions, what they say of chats, members and messages cached. */
export function cachedControl(control: SessionControl, cache: TieredCache): SessionControl {
  const changing = async <Answer>(sessionId: string, call: () => Promise<Answer>): Promise<Answer> => {
    try {
      return await call();
    } finally {
      cache.changed(sessionId);
    }
  };
  const act: SessionControl["act"] = (request) => {
    const { sessionId, name } = request;
    const ttlMs = TTL_MS[name];
    if (ttlMs !== undefined)
      return cache.get(keyOf(name, { sessionId, ...request.request }, ttlMs), () => control.act(request));
    return HARMLESS.has(name) ? control.act(request) : changing(sessionId, () => control.act(request));
  };
  const history: SessionControl["history"] = (request) => {
    const ttlMs = request.beforeMessageId === undefined ? NEWEST_PAGE_MS : OLDER_PAGE_MS;
    return cache.get(keyOf(HISTORY, request, ttlMs), () => control.history(request));
  };
  const logins = LOGINS.map((name) => [
    name,
    async (request: never) => {
      const answer = await control[name](request);
      cache.changed(answer.sessionId);
      return answer;
    },
  ]);
  const replaced: Partial<SessionControl> = {
    act,
    history,
    send: (request) => changing(request.sessionId, () => control.send(request)),
    call: (request) => changing(request.sessionId, () => control.call(request)),
    removeSession: (request) => changing(request.sessionId, () => control.removeSession(request)),
    ...(Object.fromEntries(logins) as Pick<SessionControl, (typeof LOGINS)[number]>),
  };
  return new Proxy(control, {
    get: (target, name) => {
      if (Object.hasOwn(replaced, name)) return replaced[name as keyof SessionControl];
      const value: unknown = Reflect.get(target, name);
      return typeof value === "function" ? (value as () => unknown).bind(target) : value;
    },
  });
}

/** What a key stands for, asked for again. */
export function askAgain(control: SessionControl, { kind, sessionId, chatId, variant }: CacheKey): Promise<unknown> {
  const rest = { ...(JSON.parse(variant) as object), ...(chatId === null ? {} : { chatId }) };
  return kind === HISTORY
    ? control.history({ sessionId, ...rest } as HistoryRequest)
    : control.act({ sessionId, name: kind, request: rest } as ActRequest<ActionName>);
}

function keyOf(
  kind: string,
  { sessionId, chatId, ...rest }: { readonly sessionId: string; readonly chatId?: string },
  ttlMs: number,
): CacheKey {
  return { kind, sessionId, chatId: chatId ?? null, variant: JSON.stringify(rest), ttlMs };
}
