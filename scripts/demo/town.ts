import { smallTalk } from "./chatter.ts";
import { Ledger } from "./ledger.ts";
import type { EventKind } from "./ledger.ts";
import type { Act, DraftMessage, Play } from "./play.ts";
import type { SeededRandom } from "@telewire/testing/seeded-random";
import { SHAPES, shapesInTurn } from "./shapes.ts";
import type { ShapeName } from "./shapes.ts";
import { ACCOUNTS, authors, CHAT_PLANS, CODE_LIMIT, SPARE_ACCOUNTS } from "./world.ts";
import type { ChatKind } from "./world.ts";

export interface Chat {
  readonly id: string;
  readonly title: string;
  readonly kind: ChatKind;
  readonly accounts: readonly { readonly sessionId: string; readonly userId: string }[];
  readonly callShare: number;
  readonly weight: number;
  readonly writers: readonly string[];
}

interface Sent {
  readonly id: number;
  readonly copies?: Readonly<Record<string, number>>;
}

/** A message that stands somewhere. */
interface Place {
  readonly chat: Chat;
  readonly author: string | undefined;
  readonly sent: Sent;
}

/** A play in the middle: which act comes when. */
interface Running {
  readonly shape: ShapeName;
  readonly play: Play;
  readonly next: number;
  readonly place: Place;
  /** The message about to be sent when it goes on. */
  readonly dueAt: number;
}

type Call = <Answer>(method: "POST" | "PATCH" | "DELETE", path: string, body: unknown) => Promise<Answer>;

/** How many messages of others come between two acts of a play. */
const PAUSES = { none: [0, 0], short: [3, 10], long: [10, 30] } as const;

/** The emulator's world: its people, its chats, and their talk. The same seed gives the same talk in the same order. */
export class Town {
  readonly chats: readonly Chat[];
  readonly #call: Call;
  readonly #random: SeededRandom;
  readonly #shapes: Iterator<ShapeName, never>;
  readonly #totalWeight: number;
  #running: Running[] = [];
  #spoken = 0;

  private constructor(chats: readonly Chat[], call: Call, random: SeededRandom) {
    this.chats = chats;
    this.#call = call;
    this.#random = random;
    this.#shapes = shapesInTurn(random);
    this.#totalWeight = chats.reduce((sum, { weight }) => sum + weight, 0);
  }

  /** Founds it through the control API: accounts, authors, chats. */
  static async found(call: Call, random: SeededRandom): Promise<Town> {
    const people = authors(random);
    await call("POST", "/users", people);
    const userIds = new Map<string, string>();
    for (const { sessionId, ...person } of Object.values(ACCOUNTS)) {
      const { id } = await call<{ id: number }>("POST", "/users", person);
      userIds.set(sessionId, String(id));
    }
    await call("POST", "/users", SPARE_ACCOUNTS);
    await call("POST", "/limits", { rules: [CODE_LIMIT] });
    const chats: Chat[] = [];
    for (const plan of CHAT_PLANS) {
      const writers = people.filter(() => random.next() < 0.4).map(({ phone }) => phone);
      const members = [...writers, ...plan.accounts.map((account) => ACCOUNTS[account].phone)];
      const { kind, title, username } = plan;
      const { id } = await call<{ id: number | string }>("POST", "/chats", {
        kind,
        title,
        members,
        ...(username === undefined ? {} : { username }),
      });
      const inIt = plan.accounts.map((account) => ACCOUNTS[account].sessionId);
      chats.push({
        ...plan,
        id: String(id),
        writers,
        accounts: inIt.map((sessionId) => ({ sessionId, userId: userIds.get(sessionId) ?? "" })),
      });
    }
    return new Town(chats, call, random);
  }

  /** Somebody says something somewhere, after those whose play goes on now. */
  async speak(ledger: Ledger): Promise<void> {
    await this.#goOn(ledger, ++this.#spoken);
    const chat = this.#chooseChat();
    if (this.#random.next() < chat.callShare) await this.#begin(ledger, this.#shapes.next().value, chat);
    else await this.#post(ledger, chat, this.#authorIn(chat), smallTalk(this.#random));
  }

  /** Brings the plays that have begun to their end. */
  async finish(ledger: Ledger): Promise<void> {
    while (this.#running.length > 0) await this.#goOn(ledger, Number.POSITIVE_INFINITY);
  }

  async #goOn(ledger: Ledger, now: number): Promise<void> {
    const due = this.#running.filter(({ dueAt }) => dueAt <= now);
    this.#running = this.#running.filter(({ dueAt }) => dueAt > now);
    for (const running of due) await this.#perform(ledger, running);
  }

  async #begin(ledger: Ledger, shape: ShapeName, wanted: Chat): Promise<void> {
    const play: Play = SHAPES[shape](this.#random);
    const [first] = play.acts;
    if (first?.kind !== "post") throw new RangeError(`${shape} begins with a message`);
    // The copies of a basic group's message have an id for each account: what is changed later is said elsewhere.
    const isChanged = play.acts.some(({ kind }) => kind !== "post");
    const chat = isChanged && wanted.kind === "group" ? this.#chooseChat((other) => other.kind !== "group") : wanted;
    const place = await this.#post(ledger, chat, this.#authorIn(chat), first.message);
    this.#expect(ledger, shape, play, 0, place);
    await this.#later(ledger, { shape, play, next: 1, place });
  }

  async #later(ledger: Ledger, running: Omit<Running, "dueAt">): Promise<void> {
    if (running.next >= running.play.acts.length) return;
    const [least, most] = PAUSES[running.play.pause];
    const dueAt = this.#spoken + least + (most > least ? this.#random.integer(most - least) : 0);
    if (dueAt === this.#spoken) await this.#perform(ledger, { ...running, dueAt });
    else this.#running.push({ ...running, dueAt });
  }

  async #perform(ledger: Ledger, { shape, play, next, place }: Running): Promise<void> {
    const act = play.acts[next];
    if (act === undefined) return;
    const after = await this.#act(ledger, act, place);
    this.#expect(ledger, shape, play, next, after);
    await this.#later(ledger, { shape, play, next: next + 1, place: after });
  }

  async #act(ledger: Ledger, act: Act, place: Place): Promise<Place> {
    const { chat, author, sent } = place;
    if (act.kind === "post") {
      if (act.isElsewhere !== true) return await this.#post(ledger, chat, author, act.message);
      const other = this.#chooseChat(({ id }) => id !== chat.id);
      return await this.#post(ledger, other, this.#authorIn(other), act.message);
    }
    if (act.kind === "edit")
      await this.#call("PATCH", `/messages/${sent.id}`, { chatId: chat.id, ...bodyOf(act.message) });
    else await this.#call("DELETE", "/messages", { chatId: chat.id, ids: [sent.id] });
    record(ledger, act.kind, place);
    return place;
  }

  async #post(ledger: Ledger, chat: Chat, author: string | undefined, message: DraftMessage): Promise<Place> {
    const { messages } = await this.#call<{ messages: readonly Sent[] }>("POST", "/messages", {
      chatId: chat.id,
      ...(author === undefined ? {} : { from: author }),
      ...bodyOf(message),
    });
    const [sent] = messages;
    if (sent === undefined) throw new Error(`the emulator sent nothing to ${chat.title}`);
    const place = { chat, author, sent };
    record(ledger, "message", place);
    return place;
  }

  #expect(ledger: Ledger, shape: ShapeName, { expected }: Play, act: number, place: Place): void {
    for (const { act: of, display, isRetracted } of expected)
      if (of === act) for (const key of keysOf(place)) ledger.calls.expect(key, display, { shape, isRetracted });
  }

  #authorIn(chat: Chat): string | undefined {
    return chat.kind === "channel" ? undefined : this.#random.pick(chat.writers);
  }

  #chooseChat(isWanted: (chat: Chat) => boolean = () => true): Chat {
    let left = this.#random.next() * this.#totalWeight;
    for (const chat of this.chats) if ((left -= chat.weight) < 0 && isWanted(chat)) return chat;
    return this.#random.pick(this.chats.filter(isWanted));
  }
}

function bodyOf({ text, entities, buttons }: DraftMessage): Readonly<Record<string, unknown>> {
  return {
    text,
    ...(entities === undefined ? {} : { entities }),
    ...(buttons === undefined ? {} : { replyMarkup: { inlineKeyboard: buttons } }),
  };
}

function record(ledger: Ledger, kind: EventKind, place: Place): void {
  for (const key of keysOf(place)) ledger.sent(kind, key);
}

/** The message as each account in the chat knows it. */
function keysOf({ chat, sent: { id, copies } }: Place): readonly string[] {
  return chat.accounts.map(({ sessionId, userId }) => Ledger.key(sessionId, chat.id, copies?.[userId] ?? id));
}
