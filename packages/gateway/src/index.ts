export { verifyAuditLog } from "./audit/audit-log.ts";
export { createApiKey } from "./auth/api-keys.ts";
export type { CreatedApiKey, KeyStores, NewApiKey } from "./auth/api-keys.ts";
export { createSignInLink } from "./auth/one-time-tokens.ts";
export type { GatewayDependencies, GatewayMetrics } from "./context.ts";
export { createGateway } from "./gateway.ts";
export type { Gateway } from "./gateway.ts";
export { gatewayOptions } from "./options.ts";
export type { GatewayOptions } from "./options.ts";
