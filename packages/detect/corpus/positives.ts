import { aptosCoin, evmAddress, pumpKey, solanaKey, suiCoin, tonAddress, tronAddress } from "./addresses.ts";
import type { Sample } from "./addresses.ts";
import { prose, roleFrame, surround, tokenFrame } from "./frames.ts";
import type { Draft, Expected } from "./item.ts";
import { LINK_SHAPES } from "./link-shapes.ts";
import type { SeededRandom } from "@telewire/testing/seeded-random";
import * as transforms from "./transforms.ts";

type Maker = (random: SeededRandom) => Draft;

const solanaOrEvm = (random: SeededRandom): Sample => (random.chance(0.65) ? solanaKey(random) : evmAddress(random));
const anyPlain = (random: SeededRandom): Sample => random.pick([solanaKey, solanaKey, evmAddress, tronAddress])(random);

function expect(sample: Sample, role = "token", extra: Partial<Expected> = {}): Expected {
  return { family: sample.family, address: sample.address, role, ...extra };
}

/** A frame with what is written in the place of the address; the span is where it stands. */
function framed(
  random: SeededRandom,
  sample: Sample,
  written: string,
  role = "token",
  extra: Partial<Expected> = {},
): Draft {
  const frame = surround(random, role === "token" ? tokenFrame(random) : roleFrame(random, role));
  const offset = frame.indexOf("@");
  return {
    text: frame.replace("@", () => written),
    expected: [expect(sample, role, { ...extra, span: { offset, length: written.length } })],
  };
}

const plain =
  (make: (random: SeededRandom) => Sample): Maker =>
  (random) => {
    const sample = make(random);
    return framed(random, sample, sample.written);
  };
const transformed =
  (make: (random: SeededRandom) => Sample, transform: (random: SeededRandom, text: string) => string): Maker =>
  (random) => {
    let sample = make(random);
    let written = transform(random, sample.written);
    while (written === sample.written) {
      sample = make(random);
      written = transform(random, sample.written);
    }
    return framed(random, sample, written);
  };

function onChain(random: SeededRandom): Draft {
  const sample = evmAddress(random);
  const [chain, frame] = random.pick([
    ["base", "New on Base\nCA: @"],
    ["bsc", "BSC gem @"],
    ["ethereum", "ERC20: @"],
    ["ethereum", "ETH: @"],
    ["base", "#base @ early"],
    ["arbitrum", "Arbitrum call\n@"],
    ["bsc", "BNB Chain: @"],
    ["polygon", "Chain: Polygon\nContract: @"],
    ["avalanche", "avax degen @"],
    ["base", "Network: Base\n@"],
    ["bsc", "@ (BSC)"],
    ["ethereum", "@ on ethereum"],
  ] as const);
  return { text: frame.replace("@", () => sample.written), expected: [expect(sample, "token", { chain })] };
}

function withRole(random: SeededRandom): Draft {
  const role = random.pick(["wallet", "pool", "program"]);
  const sample = role === "program" ? solanaKey(random) : solanaOrEvm(random);
  return framed(random, sample, sample.written, role);
}

function mismatch(random: SeededRandom): Draft {
  const sample = evmAddress(random);
  const digits = Array.from(sample.written.slice(2));
  const letters = digits.flatMap((digit, index) => (/[a-f]/i.test(digit) ? [index] : []));
  const at = random.pick(letters);
  digits[at] = digits[at] === digits[at]!.toLowerCase() ? digits[at].toUpperCase() : digits[at]!.toLowerCase();
  return framed(random, sample, `0x${digits.join("")}`);
}

function manyInOne(random: SeededRandom): Draft {
  const token = solanaKey(random);
  const pool = solanaKey(random);
  const wallet = solanaKey(random);
  const other = evmAddress(random);
  return {
    text: `CA: ${token.written}\nLP: ${pool.written}\nDev wallet: ${wallet.written}\nETH version: ${other.written}`,
    expected: [expect(token), expect(pool, "pool"), expect(wallet, "wallet"), expect(other)],
  };
}

function link(surface: "text" | "entity" | "button" | "preview"): Maker {
  return (random) => {
    const shape = random.pick(LINK_SHAPES);
    const sample = shape.make(random);
    const url = shape.url
      .replace("@", () => sample.written)
      .replace("#user", () => random.string("abcdefghijklmnopqrstuvwxyz0123456789", random.between(3, 9)));
    const expected = [expect(sample, shape.role, shape.chain === undefined ? {} : { chain: shape.chain })];
    if (surface === "text")
      return {
        text: surround(
          random,
          random.pick([url, `chart: ${url}`, `${url} 🚀`, `(${url})`, `buy here ${url}.`, `[chart](${url})`]),
        ),
        expected,
      };
    const text = random.pick(["Chart", "Buy now", "📈 open", "click here to trade", "more info"]);
    if (surface === "entity")
      return { text, entities: [{ type: "textUrl", offset: 0, length: text.length, url }], expected };
    if (surface === "button") return { text: prose(random), buttons: [{ text, url }], expected };
    return { text: prose(random), preview: { url, title: "Token", description: "trade now" }, expected };
  };
}

function copyButton(random: SeededRandom): Draft {
  const sample = anyPlain(random);
  return { text: prose(random), buttons: [{ text: "📋 Copy CA", copy: sample.written }], expected: [expect(sample)] };
}

function quoted(random: SeededRandom): Draft {
  const sample = anyPlain(random);
  return {
    text: random.pick(["this one", "still holding", "x5 from here", prose(random)]),
    quote: tokenFrame(random).replace("@", () => sample.written),
    expected: [expect(sample)],
  };
}

function previewText(random: SeededRandom): Draft {
  const sample = anyPlain(random);
  return {
    text: "look",
    preview: { url: "https://example.org/post/1", title: "New token", description: `CA ${sample.written}` },
    expected: [expect(sample)],
  };
}

function halves(random: SeededRandom, text: string, count: number): string[] {
  const cuts = new Set<number>();
  while (cuts.size < count - 1) cuts.add(random.between(8, text.length - 8));
  const sorted = [0, ...[...cuts].sort((a, b) => a - b), text.length];
  const pieces = sorted.slice(1).map((end, index) => text.slice(sorted[index], end));
  return pieces.every((piece) => piece.length >= 6) ? pieces : halves(random, text, count);
}

const LABELS: readonly (readonly (readonly [string, string])[])[] = [
  [
    ["First half: ", ""],
    ["Second half: ", ""],
  ],
  [
    ["part 1: ", ""],
    ["part 2: ", ""],
  ],
  [
    ["1/2 ", ""],
    ["2/2 ", ""],
  ],
  [
    ["first ", ""],
    ["then ", ""],
  ],
  [
    ["starts with ", ""],
    ["ends with ", ""],
  ],
  [
    ["Part 1/2 - ", ""],
    ["Part 2/2 - ", ""],
  ],
  [
    ["1) ", ""],
    ["2) ", ""],
  ],
  [
    ["begin: ", ""],
    ["end: ", ""],
  ],
  [
    ["первая часть ", ""],
    ["вторая часть ", ""],
  ],
  [
    ["1️⃣ ", ""],
    ["2️⃣ ", ""],
  ],
  [
    ["", " (part 1)"],
    ["", " (part 2)"],
  ],
  [
    ["primera parte: ", ""],
    ["segunda parte: ", ""],
  ],
  [
    ["erster Teil: ", ""],
    ["zweiter Teil: ", ""],
  ],
];

function labelledParts(isReversed: boolean): Maker {
  return (random) => {
    const sample = solanaOrEvm(random);
    const pieces = halves(random, sample.written, 2);
    const labels = random.pick(LABELS);
    const lines = pieces.map((piece, index) => `${labels[index]![0]}${piece}${labels[index]![1]}`);
    const text = (isReversed ? lines.toReversed() : lines).join(random.pick(["\n", "\n", ", ", " ", "\n\n"]));
    return { text: random.chance(0.5) ? `CA in parts so bots can't snipe\n${text}` : text, expected: [expect(sample)] };
  };
}

function suffixInWords(random: SeededRandom): Draft {
  const sample = pumpKey(random);
  const head = sample.written.slice(0, 40);
  const text = random.pick([
    `${head} + pump`,
    `${head}\nadd pump at the end`,
    `${head} and then pump`,
    `${head} (pump last)`,
    `${head} ... pump`,
    `CA: ${head} ends with pump`,
    `${head}\npump`,
    `take ${head} and put "pump" after it`,
    `${head.slice(0, 20)} then ${head.slice(20)} then pump`,
  ]);
  return { text, expected: [expect(sample)] };
}

function captionAndButtons(random: SeededRandom): Draft {
  const sample = solanaOrEvm(random);
  const [first = "", second = ""] = halves(random, sample.written, 2);
  return random.chance(0.5)
    ? {
        text: `CA first part: ${first}`,
        buttons: [{ text: second, url: "https://t.me/somechat" }],
        expected: [expect(sample)],
      }
    : {
        text: random.pick(["CA ", "starts with ", ""]) + first,
        buttons: [{ text: "copy rest", copy: second }],
        expected: [expect(sample)],
      };
}

function acrossMessages(count: number): Maker {
  return (random) => {
    const sample = solanaOrEvm(random);
    const pieces = halves(random, sample.written, count);
    const texts = pieces.map((piece, index) =>
      random.pick([piece, piece, `${index + 1}/${count} ${piece}`, index === 0 ? `CA: ${piece}` : `then ${piece}`]),
    );
    let seconds = 0;
    const previous = texts
      .slice(0, -1)
      .toReversed()
      .flatMap((text) => {
        seconds += random.between(2, 40);
        const item = { text, sameSender: true, secondsBefore: seconds };
        return random.chance(0.25)
          ? [{ text: prose(random).slice(0, 60), sameSender: false, secondsBefore: Math.max(1, seconds - 1) }, item]
          : [item];
      });
    return { text: texts.at(-1)!, previous, expected: [expect(sample)] };
  };
}

export const POSITIVES: Readonly<Record<string, Maker>> = {
  "plain-solana": plain(solanaKey),
  "plain-evm": plain(evmAddress),
  "plain-tron": plain(tronAddress),
  "plain-ton": plain(tonAddress),
  "plain-sui": plain(suiCoin),
  "plain-aptos": plain(aptosCoin),
  "evm-chain": onChain,
  roles: withRole,
  "eip55-mismatch": mismatch,
  several: manyInOne,
  "link-text": link("text"),
  "link-entity": link("entity"),
  "link-button": link("button"),
  "link-preview": link("preview"),
  "copy-button": copyButton,
  quote: quoted,
  "preview-text": previewText,
  "zero-width": transformed(anyPlain, transforms.zeroWidth),
  "look-alike": transformed(solanaOrEvm, transforms.lookalike),
  styled: transformed(solanaOrEvm, transforms.styled),
  "digit-look-alike": transformed(solanaOrEvm, transforms.digitLookalike),
  keycap: transformed(solanaOrEvm, transforms.keycap),
  "hex-prefix": transformed(evmAddress, transforms.hexPrefix),
  markdown: transformed(anyPlain, transforms.markdown),
  box: transformed(solanaOrEvm, transforms.boxLines),
  "split-lines": transformed(anyPlain, transforms.splitLines),
  "split-spaces": transformed(solanaOrEvm, transforms.splitSpaces),
  "spaced-out": transformed(solanaOrEvm, transforms.spacedOut),
  "split-signs": transformed(anyPlain, transforms.splitSigns),
  "split-emoji": transformed(solanaOrEvm, transforms.splitEmoji),
  stacked: transformed(solanaOrEvm, (random, text) =>
    transforms.zeroWidth(random, transforms.splitSigns(random, text)),
  ),
  "parts-ordered": labelledParts(false),
  "parts-reversed": labelledParts(true),
  "suffix-in-words": suffixInWords,
  "caption-button": captionAndButtons,
  "messages-2": acrossMessages(2),
  "messages-3": acrossMessages(3),
};
