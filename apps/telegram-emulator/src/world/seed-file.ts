import { readFileSync } from "node:fs";

import { parse } from "yaml";

import type { EmulatorCore } from "../core.ts";
import { chatRoutes } from "../control/chats.ts";
import { fieldsOf } from "../control/fields.ts";
import type { Route } from "../control/http.ts";
import { messageRoutes } from "../control/messages.ts";
import { userRoutes } from "../control/users.ts";

const SECTIONS = ["users", "chats", "messages"] as const;

/**
 * Fills the world from a YAML or JSON file with the sections `users`, `chats` and `messages`, whose items are what the
 * control API takes. A world that already has users (from a state file) is left as it is.
 */
export const loadSeedFile = (core: EmulatorCore, path: string): void => {
  if (core.world.users.size > 0) return;
  const world = fieldsOf(parse(readFileSync(path, "utf8")));
  const routes: readonly Route[] = [...userRoutes(core), ...chatRoutes(core), ...messageRoutes(core)];
  for (const section of SECTIONS) {
    const items = world[section];
    if (items === undefined) continue;
    const route = routes.find(({ method, path: routePath }) => method === "POST" && routePath === `/${section}`);
    route?.run({ params: [], query: new URLSearchParams(), body: items });
  }
  core.turn.end();
};
