import type { Archive } from "@telewire/archive";
import type {
  AddressInsight,
  ChainFamily,
  ReputationKind,
  ReputationView,
  TelegramStreamMetrics,
} from "@telewire/contracts";
import type { Clock, Logger, SecretBox } from "@telewire/kit";
import type { EventLog } from "@telewire/log";
import type { SessionControl } from "@telewire/telegram";
import type { Registry } from "prom-client";
import type { AbuseGuard } from "./abuse/abuse-guard.ts";
import type { AuditLog } from "./audit/audit-log.ts";
import type { HeldRights } from "./auth/held-rights.ts";
import type { Identity } from "./auth/identity.ts";
import type { LoginOwners } from "./auth/login-owners.ts";
import type { NonceStore } from "./auth/nonce-store.ts";
import type { TrustedProxies } from "./http/client-address.ts";
import type { ConnectionLimit } from "./http/connection-limit.ts";
import type { RateLimits } from "./http/rate-limits.ts";
import type { Idempotency } from "./messages/idempotency.ts";
import type { Uploads } from "./media/uploads.ts";
import type { RecordsChat } from "./messages/chat-directory.ts";
import type { MessageReader } from "./messages/message-reader.ts";
import type { GatewayOptions } from "./options.ts";
import type { Feeds } from "./realtime/feeds.ts";
import type { Breakers } from "./resilience/breakers.ts";
import type { LoadShedder } from "./resilience/load-shedder.ts";
import type { SessionDirectory } from "./sessions/session-directory.ts";

/** Counters of this node that are summed over all nodes. */
export type GatewayCounter = "websocketDeliveries" | "logToWebSocketMs" | "logToWebSocketCount" | "errors";

export interface GatewayMetrics {
  /** Shared with the other parts of the process. */
  readonly registry: Registry;
  add(name: GatewayCounter, value?: number): void;
  telegramStream(): Promise<TelegramStreamMetrics>;
  /** Numbers of this node and of the cluster. */
  snapshot(): Promise<object>;
}

/** What is known of addresses and of those who call them. */
export interface InsightReader {
  reputation(kind: ReputationKind, subjectId: string): ReputationView;
  address(family: ChainFamily, address: string): AddressInsight;
}

export interface GatewayDependencies {
  readonly log: EventLog;
  readonly archive: Archive;
  readonly control: SessionControl;
  readonly insight: InsightReader;
  readonly secrets: SecretBox;
  readonly logger: Logger;
  readonly clock?: Clock;
  readonly options: GatewayOptions;
  readonly metrics: GatewayMetrics;
  readonly nodeId: string;
  readonly version: string;
  /** Redis that the nodes share, for nonces and limits; null or absent: this process is alone. */
  readonly redisUrl?: string | null;
  /** Which chats' messages reach the log; absent: all. */
  readonly recordsChat?: RecordsChat;
  /** False as soon as the process drains. */
  readonly isReady: () => boolean;
  /** The configuration in force, secrets redacted. */
  readonly config: () => unknown;
}

/** What operations work with. */
export interface GatewayContext extends Required<GatewayDependencies> {
  readonly identity: Identity;
  readonly heldRights: HeldRights;
  readonly nonces: NonceStore;
  readonly logins: LoginOwners;
  readonly proxies: TrustedProxies;
  readonly connectionLimit: ConnectionLimit;
  readonly rateLimits: RateLimits;
  readonly loadShedder: LoadShedder;
  readonly abuse: AbuseGuard;
  readonly breakers: Breakers;
  readonly idempotency: Idempotency;
  readonly uploads: Uploads;
  readonly audit: AuditLog;
  readonly feeds: Feeds;
  readonly reader: MessageReader;
  readonly sessions: SessionDirectory;
  /** Open WebSockets of this node. */
  readonly connections: () => number;
}
