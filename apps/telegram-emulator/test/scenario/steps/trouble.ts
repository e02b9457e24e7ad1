import { fails, type Scene, type Step, type TlRequest } from "../step.ts";

const NEAREST: TlRequest = { _: "help.getNearestDc" };

/** A call that a fault makes fail. */
const struck = async ({ control }: Scene, code: number, message: string, request: TlRequest): Promise<TlRequest> => {
  await control.post("/faults", { method: request._, error: { code, message }, count: 1 });
  return request;
};

/** What goes wrong in life, last of all the end of the session. */
export const TROUBLE_STEPS: readonly Step[] = [
  {
    id: "flood-wait",
    description: "a long flood wait reaches the caller with its seconds",
    arrange: async ({ control, town }) => {
      await control.post("/faults", {
        method: "messages.getHistory",
        error: { code: 420, message: "FLOOD_WAIT_3600" },
        count: 1,
      });
      return { chat: town.own.id, offsetId: 0, limit: 1 };
    },
    expected: fails("FLOOD_WAIT_3600"),
  },
  {
    id: "slow-mode-wait",
    description: "so does that of slow mode",
    arrange: async ({ control, town }) => {
      await control.post("/faults", {
        method: "messages.sendMessage",
        error: { code: 420, message: "SLOWMODE_WAIT_900" },
        count: 1,
      });
      return { chat: town.club.id, text: "too soon" };
    },
    expected: fails("SLOWMODE_WAIT_900"),
  },
  {
    id: "peer-flood",
    description: "a limited account hears PEER_FLOOD",
    call: (scene) => struck(scene, 400, "PEER_FLOOD", { _: "contacts.getStatuses" }),
    expected: fails("PEER_FLOOD"),
  },
  {
    id: "unknown-method",
    description: "a method that the server does not know",
    call: () => ({ _: "help.getSupportName" }),
    expected: fails("INPUT_METHOD_INVALID"),
  },
  {
    id: "wrong-access-hash",
    description: "a peer with a wrong access hash is nobody",
    call: ({ town }) => ({
      _: "messages.setTyping",
      peer: { _: "inputPeerUser", userId: town.bob.id, accessHash: 1n },
      action: { _: "sendMessageTypingAction" },
    }),
    expected: fails("PEER_ID_INVALID"),
  },
  {
    id: "wrong-salt",
    description: "a changed salt is corrected without the caller noticing",
    call: async ({ control }) => {
      await control.post("/faults", { kind: "bad-salt" });
      return NEAREST;
    },
    observe: ({ nearestDc }) => nearestDc,
    expected: { value: 2 },
  },
  {
    id: "internal-error",
    description: "after an internal error the client asks again",
    call: (scene) => struck(scene, 500, "RPC_CALL_FAIL", NEAREST),
    observe: ({ nearestDc }) => nearestDc,
    expected: { value: 2 },
  },
  {
    id: "dropped-link",
    description: "a dropped link is made again",
    arrange: async ({ control, town }) => {
      await control.post("/faults", { kind: "drop", account: town.ann.id });
      return {};
    },
    expected: { value: "Ann" },
  },
  {
    id: "restart",
    description: "so is one over a restart of the data centre",
    arrange: async ({ control }) => {
      await control.post("/restart", {});
      return {};
    },
    expected: { value: "Ann" },
  },
  {
    id: "authorizations",
    description: "the account lists its sessions",
    call: () => ({ _: "account.getAuthorizations" }),
    observe: ({ authorizations }) => authorizations.filter(({ current }: { current: boolean }) => current).length,
    expected: { value: 1 },
  },
  {
    id: "revoked",
    description: "a revoked session is told so",
    call: async ({ control, town }) => {
      await control.post("/faults", { kind: "revoke", account: town.ann.id });
      return { _: "account.getAuthorizations" };
    },
    expected: fails("SESSION_REVOKED"),
  },
];
