import { method } from "../../method.ts";
import { badRequest } from "../../rpc-error.ts";

const FIRST_ID = 2;
const LAST_ID = 255;
const MAX_FILTERS = 10;

/** Makes, changes or (without a filter) removes a chat folder. */
export const updateDialogFilter = method(
  "messages.updateDialogFilter",
  ({ core, user, key }, { id, filter }) => {
    if (id < FIRST_ID || id > LAST_ID) throw badRequest("FILTER_ID_INVALID");
    const others = user.filters.filter((known) => !("id" in known && known.id === id));
    if (filter && filter._ !== "dialogFilterDefault") {
      if (filter.title.text.trim() === "") throw badRequest("FILTER_TITLE_EMPTY");
      if (filter.includePeers.length === 0 && filter._ === "dialogFilter" && !hasRule(filter))
        throw badRequest("FILTER_INCLUDE_EMPTY");
      if (others.length >= MAX_FILTERS) throw badRequest("DIALOG_FILTERS_TOO_MUCH");
    }
    core.world.commit({ t: "filters", user: user.id, filters: filter ? [...others, filter] : others });
    const update = { _: "updateDialogFilter" as const, id, ...(filter && { filter }) };
    core.pusher.push([user.id], {
      peer: user.id,
      except: key,
      build: () => ({ updates: [update], users: [], chats: [] }),
    });
    return true;
  },
  ["FILTER_ID_INVALID", "FILTER_TITLE_EMPTY", "FILTER_INCLUDE_EMPTY", "DIALOG_FILTERS_TOO_MUCH"],
);

const RULES = ["contacts", "nonContacts", "groups", "broadcasts", "bots"] as const;

const hasRule = (filter: Partial<Record<(typeof RULES)[number], boolean>>): boolean =>
  RULES.some((rule) => filter[rule]);
