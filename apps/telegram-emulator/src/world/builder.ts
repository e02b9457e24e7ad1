import type { EmulatorCore } from "../core.ts";
import { makeVerifier } from "../crypto/srp.ts";
import { RpcFault } from "../rpc-error.ts";
import type { CodeType } from "./code-types.ts";
import { type Chat, channelPeer, type ChatKind, groupPeer, type MemberData, type PeerId, type User } from "./types.ts";
import { normalisePhone } from "./world.ts";

export interface NewUser {
  readonly phone?: string | undefined;
  readonly firstName?: string | undefined;
  readonly lastName?: string | undefined;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  readonly passwordHint?: string | undefined;
  readonly about?: string | undefined;
  readonly botToken?: string | undefined;
  readonly isBot?: boolean | undefined;
  readonly isPremium?: boolean | undefined;
  readonly dc?: number | undefined;
  readonly codeType?: CodeType | undefined;
}

export interface NewChat {
  readonly kind: ChatKind;
  readonly title: string;
  readonly username?: string | undefined;
  readonly about?: string | undefined;
  /** The creator; the first member, or a hidden owner, when absent. */
  readonly creator?: number | undefined;
  readonly members: readonly number[];
  readonly admins?: readonly number[] | undefined;
  readonly slowmodeSeconds?: number | undefined;
  readonly isReadOnly?: boolean | undefined;
}

const HIDDEN_OWNER_ID = 5_000_000_000;

const defined = <T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };

export const addUser = (core: EmulatorCore, spec: NewUser): User => {
  const { world } = core;
  const phone = normalisePhone(spec.phone ?? "");
  if (phone && world.usersByPhone.has(phone)) throw new RangeError(`phone ${phone} is taken`);
  if (spec.username && world.usernames.has(spec.username.toLowerCase()))
    throw new RangeError(`username ${spec.username} is taken`);
  if (spec.dc !== undefined && !core.options.dcs.includes(spec.dc)) throw new RangeError(`no data centre ${spec.dc}`);
  const id = world.freeUserId();
  const isBot = spec.isBot === true || spec.botToken !== undefined;
  world.commit({
    t: "user",
    user: {
      id,
      accessHash: world.derive64(`user:${id}`),
      phone,
      firstName: spec.firstName ?? `User ${id % 100_000}`,
      dcId: spec.dc ?? core.homeDcId,
      ...defined({
        lastName: spec.lastName,
        username: spec.username,
        about: spec.about,
        isPremium: spec.isPremium,
        codeType: spec.codeType,
      }),
      ...(isBot && { isBot, botToken: spec.botToken ?? `${id}:${world.derive64(`bot:${id}`)}` }),
      ...(spec.password && { password: storedPassword(core, spec.password, spec.passwordHint) }),
    },
  });
  return world.user(id);
};

export const storedPassword = (core: EmulatorCore, password: string, hint: string | undefined) => {
  const { salt1, salt2, verifier } = makeVerifier(password, core.random);
  return {
    salt1: salt1.toString("base64"),
    salt2: salt2.toString("base64"),
    verifier: verifier.toString("base64"),
    ...(hint !== undefined && { hint }),
  };
};

/** Who owns chats that nobody in particular created. */
const hiddenOwner = (core: EmulatorCore): number => {
  if (!core.world.users.has(HIDDEN_OWNER_ID)) {
    const accessHash = core.world.derive64("owner");
    core.world.commit({
      t: "user",
      user: { id: HIDDEN_OWNER_ID, accessHash, phone: "", firstName: "Owner", dcId: core.homeDcId },
    });
  }
  return HIDDEN_OWNER_ID;
};

export const addChat = (core: EmulatorCore, spec: NewChat): Chat => {
  const { world } = core;
  if (spec.username && world.usernames.has(spec.username.toLowerCase()))
    throw new RangeError(`username ${spec.username} is taken`);
  const id = world.freeChatId(spec.kind);
  const creatorId =
    spec.creator ?? (spec.kind === "group" ? (spec.members[0] ?? hiddenOwner(core)) : hiddenOwner(core));
  const peer = spec.kind === "group" ? groupPeer(id) : channelPeer(id);
  const date = world.nowSeconds;
  world.commit({
    t: "chat",
    chat: {
      id,
      kind: spec.kind,
      title: spec.title,
      accessHash: world.derive64(`chat:${peer}`),
      date,
      creatorId,
      inviteHash: BigInt.asUintN(64, BigInt(world.derive64(`invite:${peer}`))).toString(36),
      ...defined({
        username: spec.username,
        about: spec.about,
        slowmodeSeconds: spec.slowmodeSeconds,
        isReadOnly: spec.isReadOnly,
      }),
    },
  });
  const roleOf = (userId: number): MemberData["role"] => {
    if (userId === creatorId) return "creator";
    return spec.admins?.includes(userId) ? "admin" : "member";
  };
  for (const userId of new Set([creatorId, ...spec.members])) {
    world.commit({ t: "member", peer, member: { userId, role: roleOf(userId), date } });
  }
  return world.chat(peer);
};

export const setMember = (
  core: EmulatorCore,
  peer: PeerId,
  userId: number,
  role: MemberData["role"],
  invitedBy?: number,
): void => {
  const chat = core.world.chats.get(peer);
  if (!chat) throw new RpcFault(400, "CHAT_ID_INVALID");
  const date = chat.members.get(userId)?.date ?? core.world.nowSeconds;
  core.world.commit({
    t: "member",
    peer,
    member: { userId, role, date, ...(invitedBy !== undefined && { invitedBy }) },
  });
};
