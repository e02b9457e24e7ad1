import { base58, base64, base64urlnopad, hex } from "@scure/base";
import { TECHNICAL } from "../train/prose.ts";
import { evmAddress, otherChainAddress, signature, solanaKey, tonAddress, tronAddress } from "./addresses.ts";
import { prose, surround, tokenFrame } from "./frames.ts";
import type { Draft } from "./item.ts";
import type { SeededRandom } from "@telewire/testing/seeded-random";

type Maker = (random: SeededRandom) => Draft;

const IGNORED = [
  "So11111111111111111111111111111111111111112",
  "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v",
  "Es9vMFrzaCERmJfrF4H2FYD4KCoNkY11McCe8BenwNYB",
  "11111111111111111111111111111111",
  "TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA",
  "TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb",
  "ATokenGPvbdGVxr1b2hvZbsiqW5xWH25efTNsLJA8knL",
  "metaqbxxUerdq28cj1RbAWkYQm3ybzjb6a8bt518x1s",
  "ComputeBudget111111111111111111111111111111",
  "SysvarRent111111111111111111111111111111111",
  "SysvarC1ock11111111111111111111111111111111",
  "0x0000000000000000000000000000000000000000",
  "0x000000000000000000000000000000000000dEaD",
  "0xC02aaA39b223FE8D0A0e5C4F27eAD9083C756Cc2",
  "0xdAC17F958D2ee523a2206206994597C13D831ec7",
  "0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48",
  "0x6B175474E89094C44Da98b954EedeAC495271d0F",
  "0xbb4CdB9CBd36B01bD1cBaEBF2De08d9173bc095c",
  "0x55d398326f99059fF775485246999027B3197955",
  "0x4200000000000000000000000000000000000006",
  "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913",
  "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t",
  "EQCxE6mUtQJKFnGfaROTKOt1lZbDiiX1kCixRv7Nw2Id_sDs",
  "0x2::sui::SUI",
  "0x1::aptos_coin::AptosCoin",
];
const ignored: Maker = (random) => ({
  text: surround(
    random,
    tokenFrame(random).replace("@", () => random.pick(IGNORED)),
  ),
  expected: [],
});

const transaction: Maker = (random) => {
  const hash = `0x${hex.encode(random.bytes(32))}`;
  const text = random.pick([
    hash,
    `tx: ${hash}`,
    `https://etherscan.io/tx/${hash}`,
    `https://basescan.org/tx/${hash}`,
    `proof 👉 ${hash}`,
    `Transaction hash:\n${hash}`,
    `confirmed ${hash} ✅`,
    `block ${hash.toUpperCase().replace("0X", "0x")}`,
  ]);
  return { text: surround(random, text), expected: [] };
};
const signed: Maker = (random) => {
  const text = signature(random);
  return {
    text: surround(
      random,
      random.pick([
        text,
        `sig ${text}`,
        `https://solscan.io/tx/${text}`,
        `solscan.io/tx/${text}`,
        `tx ${text} landed`,
        `CA soon, proof: ${text}`,
        `https://explorer.solana.com/tx/${text}?cluster=mainnet`,
      ]),
    ),
    expected: [],
  };
};

const WORDS = [
  "Super",
  "Rocket",
  "Moon",
  "Galaxy",
  "Token",
  "Diamond",
  "Hands",
  "Forever",
  "Believe",
  "Community",
  "Marketing",
  "Tomorrow",
  "Thunder",
  "Captain",
  "Freedom",
  "Banana",
  "Machine",
  "Summer",
  "Winter",
  "Dragon",
];
const wordLike: Maker = (random) => {
  for (;;) {
    let text = "";
    while (text.length < 43) text += random.pick(WORDS);
    text = text.slice(0, random.between(43, 44));
    if (/^[1-9A-HJ-NP-Za-km-z]+$/.test(text))
      return {
        text: surround(random, random.pick([text, `#${text}`, `CA: ${text}`, `@${text}`, `"${text}"`])),
        expected: [],
      };
  }
};
const digest: Maker = (random) => {
  const bytes = random.bytes(random.pick([16, 20, 28, 32, 64]));
  const text = hex.encode(bytes);
  return {
    text: surround(
      random,
      random.pick([
        text,
        `md5 ${text}`,
        `sha256:${text}`,
        `commit ${text}`,
        `git checkout ${text}`,
        `hash=${text}`,
        `https://github.com/example/repo/commit/${text}`,
        `checksum ${text.toUpperCase()}`,
      ]),
    ),
    expected: [],
  };
};
const uuid: Maker = (random) => {
  const text = hex.encode(random.bytes(16)).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  return {
    text: surround(
      random,
      random.pick([
        text,
        `order ${text}`,
        `session id: ${text}`,
        `https://example.com/files/${text}.pdf`,
        `trace ${text} failed`,
      ]),
    ),
    expected: [],
  };
};
const jwt: Maker = (random) => {
  const part = (length: number) => base64urlnopad.encode(random.bytes(length));
  const text = `eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJ${part(random.between(20, 60))}.${part(32)}`;
  return {
    text: surround(random, random.pick([text, `Authorization: Bearer ${text}`, `token=${text}`])),
    expected: [],
  };
};
const blob: Maker = (random) => {
  const bytes = random.bytes(random.pick([24, 32, 33, 48, 64]));
  const text = base64.encode(bytes);
  const url = base64urlnopad.encode(bytes);
  return {
    text: surround(
      random,
      random.pick([
        `key ${text}`,
        `PublicKey = ${text}`,
        `SHA256:${text.replace(/=+$/, "")}`,
        `integrity="sha384-${text}"`,
        `session=${url};`,
        `api key: sk_live_${url}`,
        `secret: ${url}`,
        `data:image/png;base64,${text}${text}`,
      ]),
    ),
    expected: [],
  };
};
const invoice: Maker = (random) => {
  const code = random.string("ABCDEFGHJKLMNPQRSTUVWXYZ0123456789", random.between(10, 24));
  return {
    text: surround(
      random,
      random.pick([
        `invoice INV-${random.between(2020, 2027)}-${code}`,
        `tracking ${code}`,
        `licence ${code.slice(0, 5)}-${code.slice(0, 5)}-${code.slice(5, 10)}-${code.slice(2, 7)}-${code.slice(4, 9)}`,
        `voucher ${code}`,
        `IBAN DE${random.string("0123456789", 20)}`,
        `order #${code}`,
      ]),
    ),
    expected: [],
  };
};
const otherChain: Maker = (random) => ({
  text: surround(
    random,
    tokenFrame(random).replace("@", () => otherChainAddress(random)),
  ),
  expected: [],
});
const lowered: Maker = (random) => {
  const key = solanaKey(random).written.toLowerCase();
  return {
    text: surround(
      random,
      random.pick([
        `https://dexscreener.com/solana/${key}`,
        `dexscreener.com/solana/${key}`,
        `chart https://dexscreener.com/solana/${key}?embed=1`,
        key,
        `https://dexscreener.com/ton/${tonAddress(random).written.toLowerCase().replace(/:/g, "")}`,
      ]),
    ),
    expected: [],
  };
};
const abbreviated: Maker = (random) => {
  const stub = () => solanaKey(random).written.replace(/^(.{4}).*(.{4})$/, `$1${random.pick(["...", "…", ".."])}$2`);
  return {
    text: surround(
      random,
      Array.from({ length: random.between(1, 9) }, () =>
        random.pick([stub(), `${stub()} bought ${random.between(1, 90)} SOL`, `🐳 ${stub()} sold`]),
      ).join("\n"),
    ),
    expected: [],
  };
};
const stats: Maker = (random) => {
  const line = () =>
    random.pick([
      `MC ${random.between(10, 900)}K`,
      `LIQ ${random.between(5, 90)}K`,
      `+${random.between(10, 900)}%`,
      `${random.between(1, 60)}m`,
      `x${random.between(2, 50)}`,
      `TP${random.between(1, 5)} 0.00${random.between(100, 999)}`,
      `Top10 ${random.between(5, 60)}%`,
      `$${random.pick(["WIF2", "POPCAT3", "BODEN", "MEW"])}`,
    ]);
  return {
    text: Array.from({ length: random.between(6, 24) }, line).join(random.pick([" ", " | ", "\n", " / "])),
    expected: [],
  };
};
const code: Maker = (random) => ({
  text: random.pick([
    ...TECHNICAL,
    `const ${random.string("abcdefghijklmnop", 6)} = new Map<string, Uint8Array>();\nfor (const [key, value] of entries) { await writeFile(resolvePath(key), value); }`,
  ]),
  expected: [],
});
const damaged: Maker = (random) => {
  const wrong = (text: string, at: number) => text.slice(0, at) + (text[at] === "a" ? "b" : "a") + text.slice(at + 1);
  const evm = evmAddress(random).written;
  let ton = tonAddress(random).written;
  while (ton.length !== 48) ton = tonAddress(random).written;
  return {
    text: surround(
      random,
      tokenFrame(random).replace("@", () =>
        random.pick([
          wrong(tronAddress(random).written, 12),
          wrong(ton, 20),
          evm.slice(0, 41),
          `${evm}7`,
          evm.slice(0, 30),
          solanaKey(random).written.slice(0, 38),
          solanaKey(random).written + solanaKey(random).written.slice(0, 5),
        ]),
      ),
    ),
    expected: [],
  };
};
const url: Maker = (random) => ({
  text: surround(
    random,
    random.pick([
      `https://www.youtube.com/watch?v=${random.string("ABCDEFGHJKabcdefghjk23456789", 11)}&t=42s`,
      `https://docs.google.com/document/d/1${base64urlnopad.encode(random.bytes(32))}/edit`,
      `https://x.com/someone/status/${random.string("123456789", 19)}`,
      `https://ipfs.io/ipfs/Qm${random.string("123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz", 44)}`,
      `https://t.me/+${random.string("ABCDEFGHJKabcdefghjk23456789", 16)}`,
      `https://t.me/solana_trojanbot?start=r-someuser`,
      "https://pump.fun/board",
      "https://dexscreener.com/solana",
      `https://arxiv.org/abs/2401.${random.between(10000, 99999)}`,
      `https://cdn.example.com/assets/main.${hex.encode(random.bytes(8))}.js`,
    ]),
  ),
  expected: [],
});
const namedOtherwise: Maker = (random) => {
  const key = base58.encode(random.bytes(32));
  return {
    text: random.pick([
      `recent blockhash: ${key}`,
      `tx digest: ${key}`,
      `ssh fingerprint SHA256:${key}`,
      `private key: ${base58.encode(random.bytes(64))}`,
      `merkle root ${key}`,
    ]),
    expected: [],
  };
};
const strangersParts: Maker = (random) => {
  const key = solanaKey(random).written;
  const cut = random.between(15, 28);
  const isOld = random.chance(0.5);
  return {
    text: key.slice(cut),
    previous: [
      {
        text: `CA: ${key.slice(0, cut)}`,
        sameSender: isOld,
        secondsBefore: isOld ? random.between(3600, 90_000) : random.between(2, 60),
      },
    ],
    expected: [],
  };
};

export const NEGATIVES: Readonly<Record<string, Maker>> = {
  prose: (random) => ({ text: prose(random), expected: [] }),
  ignored: ignored,
  "transaction-hash": transaction,
  signature: signed,
  "word-like": wordLike,
  digest: digest,
  uuid: uuid,
  jwt: jwt,
  blob: blob,
  invoice: invoice,
  "other-chain": otherChain,
  "case-lost": lowered,
  abbreviated: abbreviated,
  stats: stats,
  code: code,
  damaged: damaged,
  url: url,
  "named-otherwise": namedOtherwise,
  "strangers-parts": strangersParts,
};
