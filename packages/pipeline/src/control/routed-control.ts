import { TelewireError } from "@telewire/contracts";
import type { SendCodeData, SessionEvidence, SessionState, VerifyCodeData } from "@telewire/contracts";
import type { Archive } from "@telewire/archive";
import type { EventLog } from "@telewire/log";
import type {
  ActionName,
  ActionResult,
  ActRequest,
  HistoryRequest,
  RawCall,
  SendRequest,
  SessionControl,
  SessionStatus,
} from "@telewire/telegram";
import { fromWireError, INTERNAL_PATH } from "./wire.ts";
import type { Operation, WireAnswer } from "./wire.ts";

export interface RoutedControlOptions {
  readonly nodeId: string;
  readonly log: EventLog;
  readonly archive: Archive;
  readonly nodeToken: string;
  /** Present when this node has the listener role. */
  readonly local?: SessionControl;
  /** Longest wait for another node. */
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 60_000;
const NOT_READY_RETRY_MS = 2000;
const FORGET_LEASE_MS = 10_000;
const LOGIN_SEPARATOR = ".";

const NO_EVIDENCE: SessionEvidence = {
  connectedAt: null,
  lastUpdateAt: null,
  lastProbeAt: null,
  lastProbeMs: null,
  lastAppendAt: null,
  reconnects: 0,
  gapsRecovered: 0,
  messages: 0,
  backfilled: 0,
  pendingAppends: 0,
  lastError: null,
};

/**
 * Session control from any node: calls go to the node that holds the session's lease, in this process or over the
 * internal API; a pending login stays with the node that asked for its code, which its `loginId` names.
 */
export class RoutedSessionControl implements SessionControl {
  readonly #options: RoutedControlOptions;

  constructor(options: RoutedControlOptions) {
    this.#options = options;
  }

  sendCode(request: Parameters<SessionControl["sendCode"]>[0]): Promise<SendCodeData> {
    return this.#startLogin("sendCode", request);
  }
  resendCode(request: Parameters<SessionControl["resendCode"]>[0]): Promise<SendCodeData> {
    return this.#onLogin("resendCode", request);
  }
  verifyCode(request: Parameters<SessionControl["verifyCode"]>[0]): Promise<VerifyCodeData> {
    return this.#onLogin("verifyCode", request);
  }
  checkPassword(request: Parameters<SessionControl["checkPassword"]>[0]): Promise<VerifyCodeData> {
    return this.#onLogin("checkPassword", request);
  }
  cancelLogin(request: Parameters<SessionControl["cancelLogin"]>[0]): Promise<void> {
    return this.#onLogin("cancelLogin", request);
  }
  startQr(request: Parameters<SessionControl["startQr"]>[0]): ReturnType<SessionControl["startQr"]> {
    return this.#startLogin("startQr", request);
  }
  qr(request: Parameters<SessionControl["qr"]>[0]): ReturnType<SessionControl["qr"]> {
    return this.#onLogin("qr", request);
  }
  logInBot(request: Parameters<SessionControl["logInBot"]>[0]): Promise<VerifyCodeData> {
    return this.#startLogin("logInBot", request);
  }
  importSession(request: Parameters<SessionControl["importSession"]>[0]): Promise<VerifyCodeData> {
    return this.#startLogin("importSession", request);
  }

  /** A session that runs nowhere is forgotten without telling Telegram. */
  async removeSession(request: { readonly sessionId: string }): Promise<void> {
    await this.#mustExist(request.sessionId);
    const lease = await this.#options.log.leases.get(request.sessionId);
    if (lease !== null) await this.#call(lease.nodeId, "removeSession", request);
    else await this.#forget(request.sessionId);
  }

  async status(request: { readonly sessionId: string }): Promise<SessionStatus> {
    const { sessionId } = request;
    const lease = await this.#options.log.leases.get(sessionId);
    if (lease !== null) {
      try {
        return (await this.#call(lease.nodeId, "status", request)) as SessionStatus;
      } catch (error) {
        if (!isNotReady(error)) throw error;
      }
    }
    const finalState = await this.#mustExist(sessionId);
    return { sessionId, state: finalState ?? "connecting", nodeId: lease?.nodeId ?? "", evidence: NO_EVIDENCE };
  }

  async history(request: HistoryRequest): ReturnType<SessionControl["history"]> {
    return (await this.#callOwner("history", request)) as Awaited<ReturnType<SessionControl["history"]>>;
  }

  async send(request: SendRequest): ReturnType<SessionControl["send"]> {
    return (await this.#callOwner("send", request)) as Awaited<ReturnType<SessionControl["send"]>>;
  }

  async exportSession(
    request: Parameters<SessionControl["exportSession"]>[0],
  ): ReturnType<SessionControl["exportSession"]> {
    return (await this.#callOwner("exportSession", request)) as Awaited<ReturnType<SessionControl["exportSession"]>>;
  }

  async act<Name extends ActionName>(request: ActRequest<Name>): Promise<ActionResult<Name>> {
    return (await this.#callOwner("act", request)) as ActionResult<Name>;
  }

  async call(request: RawCall): ReturnType<SessionControl["call"]> {
    return (await this.#callOwner("call", request)) as Awaited<ReturnType<SessionControl["call"]>>;
  }

  async #startLogin<Answer>(operation: Operation, request: object): Promise<Answer> {
    const nodeId = this.#options.local === undefined ? await this.#anyListener() : this.#options.nodeId;
    return withNode(nodeId, await this.#call(nodeId, operation, request)) as Answer;
  }

  /** @throws TelewireError LOGIN_NOT_FOUND when the login, or its node, is no more */
  async #onLogin<Answer>(operation: Operation, request: { readonly loginId: string }): Promise<Answer> {
    const cut = request.loginId.indexOf(LOGIN_SEPARATOR);
    if (cut <= 0) throw new TelewireError("LOGIN_NOT_FOUND");
    const nodeId = Buffer.from(request.loginId.slice(0, cut), "base64url").toString("utf8");
    if (nodeId !== this.#options.nodeId && !(await this.#nodes()).some((node) => node.nodeId === nodeId))
      throw new TelewireError("LOGIN_NOT_FOUND");
    const answer = await this.#call(nodeId, operation, { ...request, loginId: request.loginId.slice(cut + 1) });
    return withNode(nodeId, answer) as Answer;
  }

  async #callOwner(operation: Operation, request: { readonly sessionId: string }): Promise<unknown> {
    const lease = await this.#options.log.leases.get(request.sessionId);
    let notReady = new TelewireError("SESSION_NOT_READY", { retryAfterMs: NOT_READY_RETRY_MS });
    try {
      if (lease !== null) return await this.#call(lease.nodeId, operation, request);
    } catch (error) {
      // It may just have ended for good, its lease not yet given back.
      if (!isNotReady(error)) throw error;
      notReady = error;
    }
    const finalState = await this.#mustExist(request.sessionId);
    if (finalState === "banned") throw new TelewireError("SESSION_BANNED");
    if (finalState !== null) throw new TelewireError("SESSION_LOST", { details: { state: finalState } });
    throw notReady;
  }

  /** Its final state, or null. */
  async #mustExist(sessionId: string): Promise<SessionState | null> {
    const row = await this.#options.archive.sessions.get(sessionId);
    if (row === null) throw new TelewireError("SESSION_NOT_FOUND");
    return row.finalState as SessionState | null;
  }

  async #forget(sessionId: string): Promise<void> {
    const { log, archive, nodeId } = this.#options;
    const lease = await log.leases.acquire(sessionId, nodeId, FORGET_LEASE_MS);
    if (lease === null) throw new TelewireError("SESSION_NOT_READY", { retryAfterMs: NOT_READY_RETRY_MS });
    try {
      await archive.sessions.delete(sessionId);
      await log.clearState(sessionId);
    } finally {
      await log.leases.release(lease);
    }
  }

  #nodes(): ReturnType<EventLog["nodes"]["list"]> {
    return this.#options.log.nodes.list();
  }

  async #anyListener(): Promise<string> {
    const listeners = (await this.#nodes()).filter(({ roles, url }) => roles.includes("listener") && url !== null);
    const chosen = listeners[Math.floor(Math.random() * listeners.length)];
    if (chosen === undefined) throw new TelewireError("OWNER_UNREACHABLE", { retryAfterMs: NOT_READY_RETRY_MS });
    return chosen.nodeId;
  }

  async #call(nodeId: string, operation: Operation, argument: unknown): Promise<unknown> {
    const { local, nodeId: ownId } = this.#options;
    if (nodeId === ownId && local !== undefined) return local[operation](argument as never);
    const url = (await this.#nodes()).find((node) => node.nodeId === nodeId)?.url;
    if (url === undefined || url === null)
      throw new TelewireError("OWNER_UNREACHABLE", { retryAfterMs: NOT_READY_RETRY_MS });
    const answer = await this.#post(url + INTERNAL_PATH + operation, argument);
    if ("error" in answer) throw fromWireError(answer.error);
    return answer.result;
  }

  async #post(url: string, argument: unknown): Promise<WireAnswer> {
    const { nodeToken, timeoutMs = TIMEOUT_MS } = this.#options;
    try {
      const response = await fetch(url, {
        method: "POST",
        headers: { authorization: `Bearer ${nodeToken}`, "content-type": "application/json" },
        body: JSON.stringify(argument),
        signal: AbortSignal.timeout(timeoutMs),
      });
      return (await response.json()) as WireAnswer;
    } catch (cause) {
      throw new TelewireError("OWNER_UNREACHABLE", { retryAfterMs: NOT_READY_RETRY_MS, cause });
    }
  }
}

function isNotReady(error: unknown): error is TelewireError {
  return error instanceof TelewireError && error.code === "SESSION_NOT_READY";
}

/** A `loginId` in an answer gets the node's name. */
function withNode(nodeId: string, answer: unknown): unknown {
  if (typeof answer !== "object" || answer === null || !("loginId" in answer)) return answer;
  return {
    ...answer,
    loginId: `${Buffer.from(nodeId).toString("base64url")}${LOGIN_SEPARATOR}${String(answer.loginId)}`,
  };
}
