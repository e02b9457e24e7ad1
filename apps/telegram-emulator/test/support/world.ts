// oxlint-disable typescript/no-explicit-any -- what the emulator answers is looked at, not computed with
import { setTimeout as sleep } from "node:timers/promises";

/** The control API, for tests. */
export class Control {
  readonly base: string;
  constructor(base: string) {
    this.base = base;
  }

  async #call(method: string, path: string, body?: unknown): Promise<any> {
    const response = await fetch(this.base + path, {
      method,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const answer = await response.json();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${JSON.stringify(answer)}`);
    return answer;
  }

  get = (path: string): Promise<any> => this.#call("GET", path);
  post = (path: string, body: unknown): Promise<any> => this.#call("POST", path, body);
  patch = (path: string, body: unknown): Promise<any> => this.#call("PATCH", path, body);
  delete = (path: string, body?: unknown): Promise<any> => this.#call("DELETE", path, body);
}

export const ANN = "9996621111";
export const BOB = "9996622222";
export const PASSWORD = "correct horse";

export interface SmallWorld {
  readonly ann: number;
  readonly bob: number;
  readonly channel: number;
  readonly supergroup: number;
  readonly group: number;
}

/** Ann (with a two-step password) and Bob, a channel, a supergroup and a group that both are in. */
export const smallWorld = async (control: Control): Promise<SmallWorld> => {
  const members = [ANN, BOB];
  const ann = await control.post("/users", {
    phone: `+${ANN}`,
    firstName: "Ann",
    username: "ann_test",
    password: PASSWORD,
    passwordHint: "as in the comic",
  });
  const bob = await control.post("/users", { phone: BOB, firstName: "Bob", lastName: "Builder" });
  const channel = await control.post("/chats", {
    kind: "channel",
    title: "News",
    username: "news_test",
    members,
    admins: [BOB],
  });
  const supergroup = await control.post("/chats", { kind: "supergroup", title: "Talk", members });
  const group = await control.post("/chats", { kind: "group", title: "Friends", members });
  return { ann: ann.id, bob: bob.id, channel: channel.id, supergroup: supergroup.id, group: group.id };
};

const DEADLINE_MS = 15_000;

/** Waits until the condition holds; fails with what it saw last. */
export const until = async <T>(look: () => T | Promise<T>, isDone: (value: T) => boolean = Boolean): Promise<T> => {
  const end = Date.now() + DEADLINE_MS;
  for (;;) {
    const value = await look();
    if (isDone(value)) return value;
    if (Date.now() > end) throw new Error(`not within ${DEADLINE_MS} ms; last seen: ${JSON.stringify(value)}`);
    await sleep(10);
  }
};
