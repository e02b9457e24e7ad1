import { isDeepStrictEqual } from "node:util";
import { TelewireError } from "@telewire/contracts";
import type { Operation, Principal } from "@telewire/contracts";
import { requireAccess, requireChat, requireSession } from "../auth/caller.ts";
import type { Caller } from "../auth/caller.ts";
import type { GatewayContext } from "../context.ts";
import type { Answer, OperationRequest, Route } from "./route.ts";

/** Longer than it takes to answer from memory or a store: the caller's rights may have changed meanwhile. */
const RECHECK_AFTER_MS = 50;
/** Fields of inputs that name sessions and chats, one or several. */
const SESSION_FIELDS = ["sessionId", "sessionIds"] as const;
const CHAT_FIELDS = ["chatId", "chatIds", "chats", "fromChatId"] as const;

type Fields = Readonly<Record<string, unknown>>;

/**
 * What a route answers, told only to who may still have it: keys are revoked and filters changed while a long poll waits or a
 * file is on its way. These end when that happens, the others are held against it at their end.
 */
export function answerWhileHeld(
  route: Route,
  request: OperationRequest<Fields>,
  context: GatewayContext,
): Answer<unknown> | Promise<Answer<unknown>> {
  const answering = route.handle(request, context);
  const { caller } = request;
  if (!(answering instanceof Promise) || caller === null) return answering;
  return whileHeld(route.operation, answering, { ...request, caller }, context);
}

async function whileHeld(
  operation: Operation,
  answering: Promise<Answer<unknown>>,
  { input, caller, reply }: OperationRequest<Fields> & { readonly caller: Caller },
  { heldRights, identity }: GatewayContext,
): Promise<Answer<unknown>> {
  const check = (now: Principal): void => requireOf(operation, input, { ...caller, principal: now });
  const startedAt = performance.now();
  const isLong = operation.bytes !== undefined || (typeof input["wait"] === "number" && input["wait"] > 0);
  // Of an upload that is cut off, nobody reads the rest.
  const whenEnded = (): unknown => operation.bytes === "upload" && reply.header("connection", "close");
  const answer = await (isLong ? heldRights.during(answering, caller, { check, whenEnded }) : answering);
  if (operation.limit === "read" && performance.now() - startedAt > RECHECK_AFTER_MS) {
    const now = await identity.current(caller);
    if (now === null) throw new TelewireError("UNAUTHENTICATED");
    if (!isDeepStrictEqual(now, caller.principal)) check(now);
  }
  if ("stream" in answer && answer.stream !== null) {
    const hold = heldRights.hold(caller, check, () => reply.raw.destroy());
    reply.raw.once("close", () => hold[Symbol.dispose]());
  }
  return answer;
}

/** @throws TelewireError FORBIDDEN */
function requireOf({ access }: Operation, input: Fields, caller: Caller): void {
  requireAccess(access, { ...caller, scopes: new Set(caller.principal.scopes) });
  requireTargets(input, caller);
}

/** Whatever operation names a session or a chat: the caller must be allowed to touch it. @throws TelewireError FORBIDDEN */
export function requireTargets(input: Fields, caller: Caller | null): void {
  if (caller === null) return;
  for (const sessionId of namesIn(input, SESSION_FIELDS)) requireSession(caller, sessionId);
  for (const chatId of namesIn(input, CHAT_FIELDS)) requireChat(caller, chatId);
}

function namesIn(input: Fields, fields: readonly string[]): string[] {
  return fields
    .flatMap((field) => (Object.hasOwn(input, field) ? [input[field]] : []))
    .flat()
    .filter((name) => typeof name === "string");
}
