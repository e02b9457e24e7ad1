export interface Expected {
  readonly family: string;
  readonly address: string;
  readonly role: string;
  readonly chain?: string;
  readonly span?: { readonly offset: number; readonly length: number };
}

/** One labelled message, in the form that `telewire detect --jsonl` reads, with its class and what is in it. */
export interface Item {
  readonly id: string;
  readonly class: string;
  readonly text: string;
  readonly entities?: readonly { type: string; offset: number; length: number; url?: string }[];
  readonly buttons?: readonly { text: string; url?: string; copy?: string }[];
  readonly preview?: { url: string; title: string; description: string };
  readonly quote?: string;
  readonly previous?: readonly { text: string; sameSender: boolean; secondsBefore: number }[];
  readonly expected: readonly Expected[];
}
export type Draft = Omit<Item, "id" | "class">;
