import { readFileSync } from "node:fs";

import { parse } from "yaml";

import { fieldsOf } from "../control/fields.ts";
import type { WorldSpec } from "../control/specs.ts";

/** Makes a call of the control API from inside. */
export type ControlCall = (method: "POST", path: string, body: unknown) => unknown;

/** In this order: later sections may speak of what earlier ones made. */
const SECTIONS = ["users", "chats", "messages"] as const;

/** Reads a world from a YAML or JSON file. */
export const readSeedFile = (path: string): WorldSpec => fieldsOf(parse(readFileSync(path, "utf8")));

/** Fills an empty world; the items of each section are what the control API takes. */
export const seedWorld = (world: WorldSpec, call: ControlCall): void => {
  const unknown = Object.keys(world).filter((name) => ![...SECTIONS, "faults", "limits"].includes(name));
  if (unknown.length > 0) throw new RangeError(`a world has no ${unknown.join(", ")}`);
  for (const section of SECTIONS) if (world[section]) call("POST", `/${section}`, world[section]);
  for (const fault of world.faults ?? []) call("POST", "/faults", fault);
  const { limits } = world;
  if (limits !== undefined)
    call("POST", "/limits", typeof limits === "boolean" ? { enabled: limits } : { rules: limits });
};
