import type { Socket } from "node:net";
import { TLSSocket } from "node:tls";
import { TelewireError } from "@telewire/contracts";
import type { GatewayContext } from "../context.ts";
import type { Caller } from "./caller.ts";

interface Mapped {
  readonly keyId: string;
  /** Epoch ms at which the certificate ends. */
  readonly expiresAt: number;
}

/** What a connection's certificate was found to stand for: it does not change while the connection lasts. */
const mappedOf = new WeakMap<Socket, Mapped | null>();

/**
 * The caller that a client certificate stands for; null: none was shown, or it is mapped to no key.
 * @throws TelewireError UNAUTHENTICATED when its key was revoked
 */
export function byCertificate(
  socket: Socket,
  { identity, options, clock }: Pick<GatewayContext, "identity" | "options" | "clock">,
): Promise<Caller> | null {
  if (!(socket instanceof TLSSocket) || !socket.authorized) return null;
  let mapped = mappedOf.get(socket);
  if (mapped === undefined) mappedOf.set(socket, (mapped = mappedKey(socket, options.tlsClientKeys)));
  if (mapped === null) return null;
  if (mapped.expiresAt <= clock.now()) throw new TelewireError("UNAUTHENTICATED");
  return callerOf(identity, mapped);
}

async function callerOf(identity: GatewayContext["identity"], { keyId, expiresAt }: Mapped): Promise<Caller> {
  const caller = await identity.byCertificate(keyId, expiresAt);
  if (caller === null) throw new TelewireError("UNAUTHENTICATED");
  return caller;
}

function mappedKey(socket: TLSSocket, keys: Readonly<Record<string, string>>): Mapped | null {
  const { subject, fingerprint256, valid_to: end } = socket.getPeerCertificate();
  const names = [fingerprint256, ...[subject?.CN ?? []].flat()];
  const name = names.find((candidate) => candidate !== undefined && Object.hasOwn(keys, candidate));
  const keyId = name === undefined ? undefined : keys[name];
  return keyId === undefined ? null : { keyId, expiresAt: Date.parse(end) };
}
