import { isIP } from "node:net";
import { z } from "zod";

/** Names that @fastify/proxy-addr knows. */
const NAMED_NETWORKS = new Set(["loopback", "linklocal", "uniquelocal"]);

/** Settings of the api role. */
export const gatewayOptions = z.object({
  host: z.string().min(1).default("127.0.0.1").meta({ description: "Address on which the API listens." }),
  port: z
    .int()
    .min(0)
    .max(65_535)
    .default(8080)
    .meta({ env: "PORT", description: "Port of the API; 0: any free one." }),
  publicUrl: z
    .url({ protocol: /^https?$/ })
    .optional()
    .meta({
      description:
        "Base URL under which clients reach the API, for links and the Origin check; default: what the request says.",
    }),
  tlsCertFile: z.string().min(1).optional().meta({
    description:
      "PEM file with the server's certificate chain; with it the API speaks HTTPS (TLS 1.3). Read anew when it changes.",
  }),
  tlsKeyFile: z.string().min(1).optional().meta({ description: "PEM file with the certificate's private key." }),
  tlsClientCaFile: z.string().min(1).optional().meta({
    description: "PEM file with the CA of client certificates; with it every client must show one (mutual TLS).",
  }),
  tlsClientKeys: z
    .record(z.string().min(1).max(256), z.string().regex(/^[a-z0-9]{12}$/))
    .default({})
    .meta({
      description:
        "Which API key a client certificate stands for, as JSON: its common name or SHA-256 fingerprint to the key's id. Such a client needs no token.",
    }),
  trustProxy: z
    .array(
      z
        .string()
        .refine(isNetwork, { error: "is no address, network (10.0.0.0/8) or loopback, linklocal, uniquelocal" }),
    )
    .default([])
    .meta({ description: "Addresses or networks of proxies whose X-Forwarded-* headers are believed; empty: none." }),
  jwtTtlSeconds: z
    .int()
    .min(30)
    .max(86_400)
    .default(900)
    .meta({ description: "Lifetime of an access token, in seconds." }),
  jwtKeyRotationHours: z
    .number()
    .min(0.01)
    .max(8760)
    .default(168)
    .meta({ description: "Age at which the key that signs access tokens is replaced, in hours." }),
  refreshTtlSeconds: z
    .int()
    .min(60)
    .max(31_536_000)
    .default(2_592_000)
    .meta({ description: "Lifetime of a refresh token, in seconds." }),
  dashboardTtlSeconds: z
    .int()
    .min(60)
    .max(2_592_000)
    .default(43_200)
    .meta({ description: "Lifetime of a dashboard login, in seconds." }),
  readsPerMinute: z.int().min(1).default(30_000).meta({
    description:
      "Reading requests a minute for each key; above it requests are slowed down, then refused, then the key is blocked for a while.",
  }),
  writesPerMinute: z
    .int()
    .min(1)
    .default(1200)
    .meta({ description: "The same for requests that change or send something." }),
  authPerMinute: z
    .int()
    .min(1)
    .default(300)
    .meta({ description: "Requests for tokens and login codes a minute, for each address." }),
  addressPerMinute: z.int().min(1).default(60_000).meta({
    description: "Requests a minute from one address, whatever keys it uses.",
  }),
  sessionWritesPerMinute: z.int().min(1).default(600).meta({
    description: "Requests a minute that change or send something in one Telegram session, by all keys together.",
  }),
  endpointsPerMinute: z
    .record(z.string().regex(/^[a-zA-Z]+$/), z.int().min(1))
    .default({ sendCode: 30, verifyCode: 60, checkPassword: 60, exportSession: 10, verifyAudit: 30 })
    .meta({ description: "Requests a minute of single operations, by operationId, for each key or address." }),
  breakerFailures: z.int().min(1).default(5).meta({
    description: "Failures in a row after which the owner of a session, the archive or Redis is not asked for a while.",
  }),
  breakerResetMs: z.int().min(10).max(30_000).default(1000).meta({
    description: "How long that lasts at first, in milliseconds; it doubles up to half a minute.",
  }),
  shedDelayMs: z.int().min(1).default(250).meta({
    description:
      "Mean delay of the event loop over two seconds from which background reading is refused, in milliseconds; from twice that, writing as well.",
  }),
  shedQueueMs: z.int().min(1).default(5000).meta({
    description: "The same for the age of the oldest call that the archive has not answered, in milliseconds.",
  }),
  authFailuresPerMinute: z.int().min(1).default(60).meta({
    description:
      "Failed attempts to authenticate a minute from one address, after which it may not try for a minute; good tokens go on working.",
  }),
  abuseBlockScore: z.int().min(1).default(200).meta({
    description:
      "Score of suspicious events in ten minutes (failed logins 1, forgeries and guesses 5, replays and new networks of a key 20, jumps in volume 50) from which an address or a key in a network is blocked, for five minutes at first, up to a day.",
  }),
  alertWebhookUrl: z
    .url({ protocol: /^https?$/ })
    .optional()
    .meta({ secret: true, description: "Where security alerts are posted as JSON." }),
  alertSessionId: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,64}$/)
    .optional()
    .meta({ description: "Session that sends security alerts as Telegram messages, to alertChatId." }),
  alertChatId: z
    .string()
    .regex(/^-?\d{1,20}$/)
    .optional()
    .meta({ description: "Chat that gets them." }),
  bodyMaxBytes: z
    .int()
    .min(1024)
    .max(104_857_600)
    .default(1_048_576)
    .meta({ description: "Largest request body, in bytes." }),
  uploadMaxBytes: z.int().min(1).max(4_194_304_000).default(2_097_152_000).meta({
    description: "Largest file that is uploaded, in bytes; Telegram takes 2,097,152,000, of Premium twice that.",
  }),
  mediaUrlNetworks: z.array(z.string().min(1)).default([]).meta({
    description:
      "Private addresses or networks (CIDR) from which files may be fetched by URL; without them public addresses only.",
  }),
  telegramCallMethods: z
    .array(z.string().regex(/^[a-zA-Z]+(\.([a-zA-Z]+|\*))?$/, "a method or a namespace (for example users.*)"))
    .default(["help.*", "users.getUsers", "users.getFullUser", "contacts.search", "account.getAuthorizations"])
    .meta({
      description:
        "Methods of Telegram's schema that `telegram/call` may be used for, by name or `namespace.*`; logins and updates never.",
    }),
  requestTimeoutMs: z.int().min(100).max(600_000).default(30_000).meta({
    description:
      "Time in which a request must have arrived whole, in milliseconds; of a file that is uploaded, its next bytes.",
  }),
  stalledTimeoutMs: z.int().min(100).max(3_600_000).default(120_000).meta({
    description:
      "Time after which a connection is closed on which nothing moves, or whose client takes nothing of its answer, in milliseconds; longer than the longest long poll (30 s).",
  }),
  maxConnections: z
    .int()
    .min(1)
    .default(20_000)
    .meta({ description: "Open connections, WebSockets included; more are refused." }),
  maxConnectionsPerAddress: z.int().min(1).default(10_000).meta({
    description:
      "The same for one address (a /64 of IPv6); behind a trusted proxy its requests under way and its WebSockets.",
  }),
  hotTailEntries: z
    .int()
    .min(10)
    .max(10_000_000)
    .default(20_000)
    .meta({ description: "Newest entries of each stream's partition that are kept in memory." }),
  hotTailBytes: z
    .int()
    .min(65_536)
    .default(16_777_216)
    .meta({ description: "Memory for them per partition, in bytes of JSON." }),
  maxWebSockets: z.int().min(1).default(10_000).meta({ description: "Open WebSockets; more are refused." }),
  slowReaderMaxBytes: z.int().min(16_384).default(1_048_576).meta({
    description:
      "Bytes that may wait for one WebSocket client; beyond it, it is served from the log at its own speed or told of a GAP.",
  }),
  slowReaderTimeoutMs: z
    .int()
    .min(100)
    .default(15_000)
    .meta({ description: "Time after which a client that reads nothing is closed, in milliseconds." }),
  pingIntervalMs: z
    .int()
    .min(100)
    .default(20_000)
    .meta({ description: "Interval of WebSocket pings, in milliseconds; a client silent for two of them is closed." }),
  heartbeatIntervalMs: z
    .int()
    .min(100)
    .max(600_000)
    .default(15_000)
    .meta({ description: "Silence after which a WebSocket client gets a HEARTBEAT frame, in milliseconds." }),
  metricsToken: z.string().min(16).optional().meta({
    secret: true,
    description:
      "Bearer token with which /metrics and /api/metrics are read from anywhere; without it they are open to loopback and private addresses.",
  }),
  dashboardDirectory: z
    .string()
    .min(1)
    .optional()
    .meta({ description: "Folder of the built dashboard; default: the one in this installation." }),
});
export type GatewayOptions = z.infer<typeof gatewayOptions>;

/** As @fastify/proxy-addr reads it: an address, with the length of its network or a mask. */
function isNetwork(text: string): boolean {
  const [address = "", size, ...rest] = text.split("/");
  const longest = { 4: 32, 6: 128 }[isIP(address)];
  if (longest === undefined) return NAMED_NETWORKS.has(text);
  if (size === undefined) return true;
  return (
    rest.length === 0 && ((/^\d{1,3}$/.test(size) && Number(size) <= longest) || (longest === 32 && isIP(size) === 4))
  );
}
