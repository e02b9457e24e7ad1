import type { IncomingMessage } from "node:http";
import { TelewireError } from "@telewire/contracts";
import type { Caller } from "../auth/caller.ts";
import { checkSignature } from "../auth/signature.ts";
import type { GatewayContext } from "../context.ts";
import { countFailure } from "../http/authenticate.ts";
import { subscriberOf } from "../http/client-address.ts";
import { callerOfTopic, requireTopic } from "./topic-request.ts";
import type { TopicRequest } from "./topic-request.ts";

export type HandshakeContext = Pick<
  GatewayContext,
  "abuse" | "audit" | "clock" | "identity" | "nonces" | "options" | "proxies" | "rateLimits"
>;

/**
 * Who opens a WebSocket or an event stream: asked, counted, limited and noted as a request is. A key that must sign signs the handshake as a GET
 * without a body, or uses a ticket.
 * @throws TelewireError those of the credentials, FORBIDDEN, BLOCKED, RATE_LIMITED
 */
export async function admitHandshake(
  wanted: TopicRequest,
  request: IncomingMessage,
  context: HandshakeContext,
): Promise<Caller> {
  const { abuse, audit, identity, options, proxies, rateLimits } = context;
  const address = proxies.addressOf(request);
  const event = {
    action: `subscribe:${wanted.topic.name}`,
    target: wanted.sessionId === null ? {} : { sessionId: wanted.sessionId },
    ip: address,
    requestId: "",
  };
  let actor = "anonymous";
  try {
    const isSecure = proxies.isSecure(request);
    const caller = await callerOfTopic(identity, wanted, request, isSecure);
    actor = caller.principal.keyId;
    const own = { host: proxies.hostOf(request), isSecure, publicUrl: options.publicUrl };
    requireTopic(caller, wanted, request.headers, own);
    await requireSigned(caller, request, context);
    await abuse.admit(actor, address);
    await rateLimits.consume(
      [
        { limitClass: "read", client: actor },
        { limitClass: "address", client: subscriberOf(address) },
      ],
      null,
    );
    audit.append({ ...event, actor, outcome: "ok" });
    return caller;
  } catch (error) {
    const { code, status } = TelewireError.from(error);
    if (status === 401 || status === 403) audit.appendOnce({ ...event, actor, outcome: code });
    abuse.noteOutcome(code, address, actor === "anonymous" ? null : actor, `${wanted.topic.name}/${wanted.sessionId}`);
    if (status === 401) await countFailure(address, context);
    throw error;
  }
}

async function requireSigned(
  { key }: Caller,
  { headers, url = "" }: IncomingMessage,
  { nonces, clock }: HandshakeContext,
): Promise<void> {
  if (key !== null) await checkSignature({ headers, method: "GET", url, body: null }, key, nonces, clock.now());
}
