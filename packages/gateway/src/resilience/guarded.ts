import type { Archive } from "@telewire/archive";
import type { SessionControl } from "@telewire/telegram";
import type { Breakers } from "./breakers.ts";
import type { LoadShedder } from "./load-shedder.ts";

type Method = (...args: readonly unknown[]) => Promise<unknown>;
type Runner = (args: readonly unknown[], call: () => Promise<unknown>) => Promise<unknown>;

/** The owners of sessions behind a breaker for each session; logins share one. */
export function guardedControl(control: SessionControl, breakers: Breakers): SessionControl {
  return wrap(control, ([request], call) => breakers.run("owner", sessionOf(request), call));
}

/** The archive behind a breaker, its calls watched for their age; probing it is not, since that is how health is found out. */
export function guardedArchive(archive: Archive, breakers: Breakers, shedder: LoadShedder): Archive {
  const run: Runner = async (_args, call) => {
    using _waiting = shedder.track();
    return await breakers.run("archive", "", call);
  };
  const guarded = {
    messages: wrap(archive.messages, run),
    detections: wrap(archive.detections, run),
    sessions: wrap(archive.sessions, run),
    apiKeys: wrap(archive.apiKeys, run),
    records: wrap(archive.records, run),
  };
  return new Proxy(archive, {
    get: (target, name) =>
      Object.hasOwn(guarded, name) ? guarded[name as keyof typeof guarded] : bound(target, Reflect.get(target, name)),
  });
}

function wrap<Target extends object>(target: Target, run: Runner): Target {
  const wrapped = new Map<string | symbol, unknown>();
  return new Proxy(target, {
    get: (inner, name) => {
      const known = wrapped.get(name);
      if (known !== undefined) return known;
      const value: unknown = Reflect.get(inner, name);
      if (typeof value !== "function") return value;
      const method = value as Method;
      const guarded: Method = (...args) => run(args, () => method.apply(inner, args as unknown[]));
      wrapped.set(name, guarded);
      return guarded;
    },
  });
}

function bound(target: object, value: unknown): unknown {
  return typeof value === "function" ? (value as Method).bind(target) : value;
}

function sessionOf(request: unknown): string {
  const { sessionId } = (request ?? {}) as { readonly sessionId?: unknown };
  return typeof sessionId === "string" ? sessionId : "";
}
