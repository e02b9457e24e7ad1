import type { EmulatorCore } from "../core.ts";
import { RpcFault } from "../rpc-error.ts";
import type { User } from "../world/types.ts";
import { inputPeerId } from "./input-peer-id.ts";

/** At most `count` calls in `seconds`; the next one is told to wait until the window has room, or `waitSeconds` if longer. */
export interface LimitRule {
  /** `connect` counts new connections, which are answered with transport error -429. */
  readonly method: string;
  readonly per: "account" | "chat" | "phone" | "server";
  readonly count: number;
  readonly seconds: number;
  readonly waitSeconds?: number;
}

const DAY = 86_400;

/** Telegram publishes no numbers: these are of the size that client authors report. */
export const DEFAULT_LIMITS: readonly LimitRule[] = [
  { method: "auth.sendCode", per: "phone", count: 5, seconds: DAY, waitSeconds: 3600 },
  { method: "contacts.resolveUsername", per: "account", count: 50, seconds: 3600, waitSeconds: 600 },
  { method: "messages.sendMessage", per: "chat", count: 20, seconds: 60 },
  { method: "messages.sendMessage", per: "account", count: 30, seconds: 1 },
  { method: "messages.sendMedia", per: "chat", count: 20, seconds: 60 },
  { method: "messages.getHistory", per: "account", count: 30, seconds: 30 },
  { method: "messages.getDialogs", per: "account", count: 20, seconds: 30 },
  { method: "messages.search", per: "account", count: 20, seconds: 30 },
  { method: "channels.joinChannel", per: "account", count: 5, seconds: 300, waitSeconds: 300 },
  { method: "channels.getParticipants", per: "account", count: 30, seconds: 60 },
];

/** Stands for a new connection among the methods. */
export const CONNECT = "connect";

/** Flood limits, when they are in force; a refused call counts, so that hammering makes the wait no shorter. */
export class Limits {
  readonly #core: EmulatorCore;
  readonly #calls = new Map<string, number[]>();
  rules: readonly LimitRule[];

  constructor(core: EmulatorCore, rules: readonly LimitRule[]) {
    this.#core = core;
    this.rules = rules;
  }

  #subject(rule: LimitRule, user: User | undefined, query: unknown): string | undefined {
    if (rule.per === "server") return "server";
    if (rule.per === "phone") return (query as { phoneNumber?: string }).phoneNumber;
    if (user === undefined) return undefined;
    return rule.per === "account" ? String(user.id) : `${user.id}:${inputPeerId(query, user.id)}`;
  }

  /** Throws FLOOD_WAIT_X when the caller is over a limit. */
  check(method: string, user: User | undefined, query: unknown): void {
    for (const rule of this.rules) {
      if (rule.method !== method) continue;
      const subject = this.#subject(rule, user, query);
      if (subject === undefined) continue;
      const wait = this.#count(`${method}:${rule.per}:${subject}`, rule);
      if (wait > 0) throw new RpcFault(420, `FLOOD_WAIT_${wait}`);
    }
  }

  /** Counts something that is no call; whether it is over a limit. */
  isOver(name: string): boolean {
    return this.rules.some((rule) => rule.method === name && this.#count(`${name}:server`, rule) > 0);
  }

  #count(name: string, { count, seconds, waitSeconds = 0 }: LimitRule): number {
    const now = this.#core.clock.now();
    const recent = (this.#calls.get(name) ?? []).filter((at) => at > now - seconds * 1000);
    recent.push(now);
    this.#calls.set(name, recent.slice(-count * 2));
    if (recent.length <= count) return 0;
    const free = (recent[recent.length - 1 - count] ?? now) + seconds * 1000;
    return Math.max(1, waitSeconds, Math.ceil((free - now) / 1000));
  }
}
