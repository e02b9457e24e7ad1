import { CONFIG_FIELDS } from "./fields.ts";
import type { Config } from "./schema.ts";

/** The configuration for people to see: secrets are only said to be set. */
export function redactConfig(config: Config): Record<string, unknown> {
  const secrets = new Set(CONFIG_FIELDS.filter(({ isSecret }) => isSecret).map(({ name }) => name));
  return Object.fromEntries(
    Object.entries(config).map(([name, value]) => [name, secrets.has(name) && value !== undefined ? "[set]" : value]),
  );
}
