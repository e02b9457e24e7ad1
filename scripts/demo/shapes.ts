import { evmAddress, solanaAddress, tronAddress } from "./addresses.ts";
import { disguise } from "./disguises.ts";
import { single } from "./play.ts";
import type { DraftMessage, Shape } from "./play.ts";
import { ticker } from "./tickers.ts";
import type { SeededRandom } from "@telewire/testing/seeded-random";

/** Every way of calling a contract that the demo shows, by name: the summary counts each. */
export const SHAPES = {
  plain: (random) => {
    const [name, mint, contract, tron] = [
      ticker(random),
      solanaAddress(random),
      evmAddress(random),
      tronAddress(random),
    ];
    return random.pick([
      single({ text: `$${name} just launched\n\nCA: ${mint}\n\nsmall bag, not advice` }, mint),
      single({ text: `aping ${name} on base ${contract}` }, contract),
      single({ text: `${name} (BSC)\n${contract}\ntax 0/0, lp burned` }, contract),
      single({ text: `TRON has a new one, ${name}: ${tron}` }, tron),
    ]);
  },
  link: (random) => {
    const [name, mint, contract] = [ticker(random), solanaAddress(random), evmAddress(random)];
    return random.pick([
      single({ text: `https://pump.fun/coin/${mint}` }, mint),
      single({ text: `${name} https://gmgn.ai/sol/token/demo_${mint}` }, mint),
      single({ text: `look at ${name} https://etherscan.io/token/${contract.toLowerCase()}` }, contract),
    ]);
  },
  hiddenLink: (random) => {
    const mint = solanaAddress(random);
    return single(textLink(`Chart for ${ticker(random)}`, `https://birdeye.so/token/${mint}?chain=solana`), mint);
  },
  code: (random) => {
    const mint = solanaAddress(random);
    return single(codeBlock(`🚨 ${ticker(random)} 🚨\n`, mint), mint);
  },
  button: (random) => {
    const mint = solanaAddress(random);
    const url = `https://t.me/solana_trojanbot?start=r-demo-${mint}`;
    return single({ text: `${ticker(random)} is live, tap to buy`, buttons: [[{ text: "Buy", url }]] }, mint);
  },
  copyButton: (random) => {
    const mint = solanaAddress(random);
    return single({ text: `${ticker(random)} below`, buttons: [[{ text: "Copy CA", copy: mint }]] }, mint);
  },
  obfuscated: (random) => {
    const mint = solanaAddress(random);
    return single({ text: disguise(random, ticker(random), mint) }, mint);
  },
  split: (random) => {
    const mint = solanaAddress(random);
    const cut = 15 + random.integer(14);
    return {
      acts: [
        { kind: "post", message: { text: `${ticker(random)}, first part: ${mint.slice(0, cut)}` } },
        { kind: "post", message: { text: `second part: ${mint.slice(cut)}` } },
      ],
      expected: [{ act: 1, display: mint, isRetracted: false }],
      pause: "none",
    };
  },
  editedIn: (random) => {
    const [name, contract] = [ticker(random), evmAddress(random)];
    return {
      acts: [
        { kind: "post", message: { text: `${name} goes live on base in a minute, contract here, keep refreshing` } },
        { kind: "edit", message: { text: `${name} is live on base: ${contract}` } },
      ],
      expected: [{ act: 1, display: contract, isRetracted: false }],
      pause: "short",
    };
  },
  editedOut: (random) => {
    const [name, wrong, right] = [ticker(random), solanaAddress(random), solanaAddress(random)];
    return {
      acts: [
        { kind: "post", message: { text: `${name} CA ${wrong}` } },
        { kind: "edit", message: { text: `${name} CA ${right} (the one before was a fake, sorry)` } },
      ],
      expected: [
        { act: 0, display: wrong, isRetracted: true },
        { act: 1, display: right, isRetracted: false },
      ],
      pause: "short",
    };
  },
  deleted: (random) => {
    const mint = solanaAddress(random);
    return {
      acts: [{ kind: "post", message: { text: `all in on ${ticker(random)}\n${mint}` } }, { kind: "delete" }],
      expected: [{ act: 0, display: mint, isRetracted: true }],
      pause: "long",
    };
  },
  /** One token on several chains: in one message, then on a third chain in another chat. */
  crossChain: (random) => {
    const [name, mint, onBase, onBsc] = [ticker(random), solanaAddress(random), evmAddress(random), evmAddress(random)];
    return {
      acts: [
        { kind: "post", message: { text: `$${name} is on two chains now\n\nBase: ${onBase}\nSolana: ${mint}` } },
        { kind: "post", message: { text: `$${name} also on BSC ${onBsc}` }, isElsewhere: true },
      ],
      expected: [
        { act: 0, display: onBase, isRetracted: false },
        { act: 0, display: mint, isRetracted: false },
        { act: 1, display: onBsc, isRetracted: false },
      ],
      pause: "short",
    };
  },
  /** A call that others copy into their chats. */
  copied: (random) => {
    const [name, mint] = [ticker(random), solanaAddress(random)];
    const texts = [`early on $${name} ${mint}`, `${name} is running ${mint}`, `ca for ${name} again: ${mint}`];
    return {
      acts: texts.map((text, index) => ({ kind: "post", message: { text }, isElsewhere: index > 0 })),
      expected: texts.map((_, act) => ({ act, display: mint, isRetracted: false })),
      pause: "short",
    };
  },
} as const satisfies Readonly<Record<string, Shape>>;

export type ShapeName = keyof typeof SHAPES;
export const SHAPE_NAMES = Object.keys(SHAPES) as readonly ShapeName[];

function textLink(text: string, url: string): DraftMessage {
  return { text, entities: [{ type: "textUrl", offset: 0, length: text.length, url }] };
}

function codeBlock(prefix: string, code: string): DraftMessage {
  return { text: prefix + code, entities: [{ type: "code", offset: prefix.length, length: code.length }] };
}

/** Each shape once in a random order, then all again: a short demo has them all. */
export function* shapesInTurn(random: SeededRandom): Generator<ShapeName, never> {
  for (;;) {
    const left = [...SHAPE_NAMES];
    while (left.length > 0) yield* left.splice(random.integer(left.length), 1);
  }
}
