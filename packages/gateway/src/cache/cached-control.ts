import type { ActionName, SessionControl } from "@telewire/telegram";
import type { TieredCache } from "./tiered-cache.ts";

/** Reading actions, and how long what they say may be served while no event comes. */
const TTL_MS: Partial<Record<ActionName, number>> = { chats: 10_000, chat: 30_000, members: 60_000, resolve: 300_000 };
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

/** The owners of sessions, what they say of chats and members cached. */
export function cachedControl(control: SessionControl, cache: TieredCache): SessionControl {
  const act: SessionControl["act"] = async (request) => {
    const { sessionId, name } = request;
    const ttlMs = TTL_MS[name];
    if (ttlMs !== undefined) {
      const { chatId = null, ...rest } = request.request as { readonly chatId?: string };
      return cache.get({ kind: name, sessionId, chatId, variant: JSON.stringify(rest), ttlMs }, () =>
        control.act(request),
      );
    }
    if (HARMLESS.has(name)) return control.act(request);
    try {
      return await control.act(request);
    } finally {
      cache.changed(sessionId);
    }
  };
  const send: SessionControl["send"] = async (request) => {
    try {
      return await control.send(request);
    } finally {
      cache.changed(request.sessionId);
    }
  };
  const replaced = { act, send };
  return new Proxy(control, {
    get: (target, name) => {
      if (Object.hasOwn(replaced, name)) return replaced[name as keyof typeof replaced];
      const value: unknown = Reflect.get(target, name);
      return typeof value === "function" ? (value as () => unknown).bind(target) : value;
    },
  });
}
