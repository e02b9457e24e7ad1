import { z } from "zod";
import { none } from "./fields.ts";
import { define } from "./operation.ts";

export const healthCheck = z.object({ ok: z.boolean(), ms: z.number(), error: z.string().optional() });
export const healthData = z
  .object({
    status: z.enum(["ok", "degraded", "down"]),
    version: z.string(),
    nodeId: z.string(),
    uptimeSeconds: z.number(),
    checks: z.object({ log: healthCheck, archive: healthCheck }),
    sessions: z
      .object({ total: z.int(), byState: z.record(z.string(), z.int()) })
      .nullable()
      .meta({ description: "Null without credentials that may read sessions." }),
    realtime: z.object({ connections: z.int() }),
    breakers: z
      .record(z.string(), z.object({ open: z.int(), halfOpen: z.int() }))
      .meta({ description: "Circuit breakers that are open or trying, by what they stand before." }),
    load: z.int().min(0).max(2).meta({
      description: "0: nothing is refused; 1: background reading is; 2: everything but logins and health.",
    }),
  })
  .meta({ id: "Health" });
export type HealthData = z.infer<typeof healthData>;

export const SYSTEM_OPERATIONS = {
  getHealth: define({
    id: "getHealth",
    method: "GET",
    path: "/api/v1/system/health",
    tag: "system",
    access: "public",
    limit: "system",
    summary: "Whether log and archive answer, and how the sessions are.",
    input: none,
    data: healthData,
    example: {},
  }),
  getMetrics: define({
    id: "getMetrics",
    method: "GET",
    path: "/api/v1/system/metrics",
    tag: "system",
    access: "system:read",
    limit: "system",
    hasPostAlias: true,
    summary: "Numbers of this node and of the cluster.",
    input: none,
    data: z.record(z.string(), z.unknown()),
    example: {},
  }),
  getConfig: define({
    id: "getConfig",
    method: "GET",
    path: "/api/v1/system/config",
    tag: "system",
    access: "system:config",
    limit: "system",
    hasPostAlias: true,
    summary: "The configuration in force, secrets redacted.",
    input: none,
    data: z.record(z.string(), z.unknown()),
    example: {},
  }),
} as const;
