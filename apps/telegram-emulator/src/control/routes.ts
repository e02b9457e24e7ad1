import type { EmulatorCore } from "../core.ts";
import { chatRoutes } from "./chats.ts";
import { faultRoutes } from "./faults.ts";
import { fieldsOf, optionalNumber, optionalString } from "./fields.ts";
import type { Route } from "./http.ts";
import { limitRoutes } from "./limits.ts";
import { loadRoutes } from "./loads.ts";
import { messageRoutes } from "./messages.ts";
import { sessionRoutes } from "./sessions.ts";
import { userRoutes } from "./users.ts";

export interface RestartRequest {
  readonly state: "kept" | "lost";
  /** How long the data centres stay away. */
  readonly downMs: number;
}

const statsOf = (core: EmulatorCore): Record<string, unknown> => ({
  connections: core.connections.size,
  connectionList: [...core.connections].map((connection) => ({
    dc: connection.dcId,
    transport: connection.transportName,
    account: connection.session?.key.userId ?? null,
    isHalfOpen: connection.isMute,
  })),
  memory: { rssBytes: process.memoryUsage.rss() },
  users: core.world.users.size,
  chats: core.world.chats.size,
  authKeys: core.world.authKeys.size,
  ...core.stats.toJSON(),
});

export const controlRoutes = (core: EmulatorCore, restart: (request: RestartRequest) => Promise<void>): Route[] => [
  ...userRoutes(core),
  ...chatRoutes(core),
  ...messageRoutes(core),
  ...loadRoutes(core),
  ...faultRoutes(core),
  ...limitRoutes(core),
  ...sessionRoutes(core),
  { method: "GET", path: "/stats", run: () => statsOf(core) },
  {
    method: "POST",
    path: "/restart",
    run: async ({ body }) => {
      const fields = fieldsOf(body);
      await restart({
        state: optionalString(fields, "state") === "lost" ? "lost" : "kept",
        downMs: optionalNumber(fields, "downMs") ?? 0,
      });
      return { ok: true, dcs: core.dcs };
    },
  },
];
