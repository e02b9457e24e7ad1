import type { Control } from "../support/world.ts";
import { ANN, BOB, PASSWORD } from "../support/world.ts";
import type { TlRequest } from "./step.ts";

export const CARL = "9996623333";
export const DORA = "9996644444";
export const NOBODY = "9996699999";
export const BOT_TOKEN = "5000000777:scenario";

interface Known {
  readonly id: number;
  readonly bareId: number;
  readonly accessHash: bigint;
}

/** The people and chats of the scenario; the account under test is Ann, who has a two-step password. */
export interface Town {
  readonly ann: Known;
  readonly bob: Known;
  readonly carl: Known;
  readonly robot: Known;
  /** A channel with a username; Bob is an admin. */
  readonly news: Known;
  /** A supergroup. */
  readonly talk: Known;
  /** A basic group of Bob's. */
  readonly friends: Known;
  /** A channel of Ann's. */
  readonly own: Known;
  /** A supergroup of Ann's. */
  readonly club: Known;
  /** A public channel that Ann has not joined. */
  readonly market: Known;
  /** A supergroup that is neither public nor joined. */
  readonly secret: Known;
}

const known = (made: { id: number; bareId?: number; accessHash: string }): Known => ({
  id: made.id,
  bareId: made.bareId ?? made.id,
  accessHash: BigInt(made.accessHash),
});

export const makeTown = async (control: Control): Promise<Town> => {
  const user = async (fields: object): Promise<Known> => known(await control.post("/users", fields));
  const chat = async (fields: object): Promise<Known> => known(await control.post("/chats", fields));
  const ann = await user({
    phone: ANN,
    firstName: "Ann",
    username: "ann_test",
    password: PASSWORD,
    passwordHint: "as in the comic",
  });
  const bob = await user({ phone: BOB, firstName: "Bob", lastName: "Builder", username: "bob_test" });
  const carl = await user({ phone: CARL, firstName: "Carl" });
  await user({ phone: DORA, firstName: "Dora", dc: 4 });
  const robot = await user({ firstName: "Robot", username: "robot_test_bot", botToken: BOT_TOKEN });
  const members = [ANN, BOB];
  return {
    ann,
    bob,
    carl,
    robot,
    news: await chat({ kind: "channel", title: "News", username: "news_test", members, admins: [BOB] }),
    talk: await chat({ kind: "supergroup", title: "Talk", members }),
    friends: await chat({ kind: "group", title: "Friends", members: [BOB, ANN] }),
    own: await chat({ kind: "channel", title: "Own", creator: ANN, members }),
    club: await chat({ kind: "supergroup", title: "Club", creator: ANN, members }),
    market: await chat({ kind: "channel", title: "Market", username: "market_test", members: [BOB], admins: [BOB] }),
    secret: await chat({ kind: "supergroup", title: "Secret", members: [BOB] }),
  };
};

export const inputUser = ({ bareId, accessHash }: Known): TlRequest => ({ _: "inputUser", userId: bareId, accessHash });

export const inputChannel = ({ bareId, accessHash }: Known): TlRequest => ({
  _: "inputChannel",
  channelId: bareId,
  accessHash,
});

export const inputPeer = ({ id, bareId, accessHash }: Known): TlRequest => {
  if (id > 0) return { _: "inputPeerUser", userId: bareId, accessHash };
  return id < -1_000_000_000_000
    ? { _: "inputPeerChannel", channelId: bareId, accessHash }
    : { _: "inputPeerChat", chatId: bareId };
};
