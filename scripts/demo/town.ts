import { contractCall, smallTalk } from "./chatter.ts";
import type { DraftMessage } from "./chatter.ts";
import { Ledger } from "./ledger.ts";
import type { SeededRandom } from "./random.ts";
import { ACCOUNTS, authors, CHAT_PLANS } from "./world.ts";
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
  readonly messages: readonly { readonly id: number; readonly copies?: Readonly<Record<string, number>> }[];
}

type Post = <Answer>(path: string, body: unknown) => Promise<Answer>;

/** The emulator's world: its people, its chats, and their talk. */
export class Town {
  readonly chats: readonly Chat[];
  readonly #post: Post;
  readonly #random: SeededRandom;
  readonly #totalWeight: number;

  private constructor(chats: readonly Chat[], post: Post, random: SeededRandom) {
    this.chats = chats;
    this.#post = post;
    this.#random = random;
    this.#totalWeight = chats.reduce((sum, { weight }) => sum + weight, 0);
  }

  /** Founds it through the control API: accounts, authors, chats. */
  static async found(post: Post, random: SeededRandom): Promise<Town> {
    const people = authors(random);
    await post("/users", people);
    const userIds = new Map<string, string>();
    for (const { sessionId, ...person } of Object.values(ACCOUNTS)) {
      const { id } = await post<{ id: number }>("/users", person);
      userIds.set(sessionId, String(id));
    }
    const chats: Chat[] = [];
    for (const plan of CHAT_PLANS) {
      const writers = people.filter(() => random.next() < 0.4).map(({ phone }) => phone);
      const members = [...writers, ...plan.accounts.map((account) => ACCOUNTS[account].phone)];
      const { kind, title, username } = plan;
      const { id } = await post<{ id: number | string }>("/chats", {
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
    return new Town(chats, post, random);
  }

  /** Somebody says something somewhere; the ledger learns of it before anyone can receive it. */
  async speak(ledger: Ledger): Promise<void> {
    const chat = this.#chooseChat();
    const isCall = this.#random.next() < chat.callShare;
    const { text, entities, buttons } = isCall ? contractCall(this.#random) : smallTalk(this.#random);
    const author = chat.kind === "channel" ? {} : { from: this.#random.pick(chat.writers) };
    const { messages } = await this.#post<Sent>("/messages", {
      chatId: chat.id,
      ...author,
      text,
      ...(entities === undefined ? {} : { entities }),
      ...(buttons === undefined ? {} : { replyMarkup: inlineKeyboard(buttons) }),
    });
    for (const { id, copies } of messages) {
      for (const { sessionId, userId } of chat.accounts)
        ledger.sent(Ledger.key(sessionId, chat.id, copies?.[userId] ?? id));
    }
  }

  #chooseChat(): Chat {
    let left = this.#random.next() * this.#totalWeight;
    for (const chat of this.chats) if ((left -= chat.weight) < 0) return chat;
    return this.#random.pick(this.chats);
  }
}

function inlineKeyboard(rows: NonNullable<DraftMessage["buttons"]>): unknown {
  return { inlineKeyboard: rows };
}
