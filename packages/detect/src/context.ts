import type { Role } from "@telewire/contracts";
import { CHAIN_TABLE } from "./chain-names.ts";

/** What the words before an address call it. `secret`: a key, digest or id of something else. */
export type Label = Exclude<Role, "unknown" | "bot"> | "secret" | undefined;

const LOOK_BACK = 56;
const LOOK_AHEAD = 28;
/** A longer line above is prose, unless it ends with a colon or a pointing sign. */
const MAX_HEADING = 28;

/** Words that may stand between a label and its address. */
const NEUTRAL = "address|addresses|addr|addy|acct?|account|id|no|key|code|value|is|was|at|here|go|goes|to|below|please|pls|for|the|my|our|this|of|in|wallet|адрес\\p{L}*|地址|是";
const ADJACENT = `(?=(?:[^\\p{L}\\p{N}]|(?<![\\p{L}\\p{N}])(?:${NEUTRAL})(?![\\p{L}\\p{N}]))*$)`;

/** Label words; those marked `isLoose` count anywhere before the address, the others only right before it. */
const LABELS: readonly { readonly label: Exclude<Label, undefined>; readonly words: string; readonly isLoose?: boolean }[] = [
  { label: "program", words: "program|programs|programid|programme|программ\\p{L}*|programa" },
  { label: "pool", words: "pool|pools|pair|pairs|lp|amm|liquidity|bonding curve|пул|пара|池子?|流动池|交易对|par|paire" },
  { label: "transaction", words: "tx|txn|txs|txid|txhash|transactions?|signatures?|sig|digest|hash|транзакци\\p{L}*|transacción|transação|交易哈希|交易|хеш|хэш|işlem" },
  { label: "wallet", words: "wallets?|donations?|donate|кошел\\p{L}*|钱包|錢包|cartera|billetera|monedero|carteira|portefeuille|geldbörse|portafoglio|cüzdan\\p{L}*|dompet|ウォレット|(?:send|sent|pay|paid|transfer|transferred|withdraw|withdrawn|deposit|deposited)(?:\\s+\\S{1,10}){0,3}\\s+(?:to|from)", isLoose: true },
  { label: "wallet", words: "owner|dev|developer|deployer|deployed by|creator|created by|sender|receiver|recipient|tips?|tip jar|deposits?|from|whale|holder|trader|maker|treasury|payouts?|withdrawals?|authority|fee payer|funded by|smart money|insider|sniper|multisig|signer|pubkey|public key|кит|отправь\\p{L}*|ví|kol" },
  { label: "secret", words: "private|priv|secret|api|apikey|api[_-]key|access[ _-]?token|auth[ _-]?token|refresh[ _-]?token|session[ _-]?token|bearer|password|passphrase|passwd|pwd|sha-?\\d+|md5|checksum|fingerprint|ssh-\\w+|ssh|pgp|gpg|wireguard|presharedkey|privatekey|publickey|psk|commit|nonce|uuid|guid|session|sessionid|cookie|csrf|jwt|etag|blockhash|block|block hash|merkle root|state root|root|peer|peerid|node|ipfs|cid|license|licence|serial|invoice|order|ticket|tracking|voucher|coupon|promo|backup|recovery|reference|ref|build|device|request|trace|correlation" },
  { label: "token", words: "ca|c\\.a|contracts?|mint|token|coin|buy|ape|aped|snipe|gem|jetton|ticker|контракт\\p{L}*|токен\\p{L}*|монет\\p{L}*|合约|合約|代币|contrato|contrat|vertrag|contratto|sözleşme|kontrak|hợp đồng|コントラクト", isLoose: true },
];
const LABEL = new RegExp(LABELS.map(({ words, isLoose }) => `(?<![\\p{L}\\p{N}])(${words})(?![\\p{L}\\p{N}])${isLoose === true ? "" : ADJACENT}`).join("|"), "giu");

const ROLE_AFTER = /^[\s)\]`*_|~]*(?:\(|\[|-|–|—|<-|←|is (?:the|my|our|his|dev'?s?)?|=|:)?\s*(?:the |my |our |dev'?s? )?(wallet|pool|pair|lp|program|tx|transaction|signature|deployer|dev|dev wallet|mint|token|contract|ca)\b/iu;
const AFTER_ROLES: Readonly<Record<string, Label>> = {
  wallet: "wallet", deployer: "wallet", dev: "wallet", "dev wallet": "wallet", pool: "pool", pair: "pool", lp: "pool", program: "program",
  tx: "transaction", transaction: "transaction", signature: "transaction", mint: "token", token: "token", contract: "token", ca: "token",
};

/** The text on the line before `start`; the line above too when the line holds nothing before it. */
export function wordsBefore(text: string, start: number): string {
  const from = Math.max(0, start - LOOK_BACK);
  const before = text.slice(from, start);
  let line = before.lastIndexOf("\n");
  if (line < 0) return before;
  if (/[\p{L}\p{N}]/u.test(before.slice(line + 1))) return before.slice(line + 1);
  const above = before.slice(0, line).trimEnd();
  const heading = above.slice(above.lastIndexOf("\n") + 1);
  return heading.length <= MAX_HEADING || /[^\p{L}\p{N}.,!?)]$/u.test(heading) ? heading : "";
}

function wordsAfter(text: string, end: number): string {
  const after = text.slice(end, end + LOOK_AHEAD);
  const line = after.indexOf("\n");
  return line < 0 ? after : after.slice(0, line);
}

/** Role by the nearest label before the address, else by a remark right after it. */
export function labelOf(text: string, start: number, end: number): Label {
  const before = labelBefore(wordsBefore(text, start));
  if (before !== undefined && before !== "token") return before;
  const after = ROLE_AFTER.exec(wordsAfter(text, end));
  return (after === null ? undefined : AFTER_ROLES[after[1]!.toLowerCase()]) ?? before;
}

function labelBefore(words: string): Label {
  let label: Label;
  LABEL.lastIndex = 0;
  for (let match = LABEL.exec(words); match !== null; match = LABEL.exec(words)) {
    const group = match.findIndex((text, index) => index > 0 && text !== undefined);
    label = LABELS[group - 1]!.label;
  }
  return label;
}

const chainOfWord = new Map<string, string>();
const strong: string[] = [];
const weak: string[] = [];
for (const [chain, row] of Object.entries(CHAIN_TABLE)) {
  for (const word of row.words) { chainOfWord.set(word, chain); strong.push(word); }
  for (const word of row.weakWords ?? []) { chainOfWord.set(word, chain); weak.push(word); }
}
const alternatives = (words: readonly string[]) => [...words].sort((a, b) => b.length - a.length).map((word) => word.replace(/[.-]/g, "\\$&")).join("|");
const NAMED = new RegExp(`(?<![a-z0-9])(${alternatives([...strong, ...weak])})(?![a-z0-9])`, "g");
const STRONG = new RegExp(`(?<![a-z0-9])(${alternatives(strong)})(?![a-z0-9])`, "g");
const PHRASED = new RegExp(`(?:(?<![a-z0-9])(?:on|chain|network|blockchain|net)\\s*[:=-]?\\s*(?:the\\s+)?#?|#|\\[|\\()(${alternatives(weak)})(?![a-z0-9])|(?<![a-z0-9])(${alternatives(weak)})\\s+(?:chain|network|mainnet|blockchain|ca|contract|gem|call|play|token|launch)(?![a-z0-9])`, "g");

/** Chain named nearest to the address on its line. */
export function chainNearby(text: string, start: number, end: number, isWanted: (chain: string) => boolean): string | undefined {
  let chain: string | undefined;
  for (const match of wordsBefore(text, start).toLowerCase().matchAll(NAMED)) {
    const named = chainOfWord.get(match[1]!)!;
    if (isWanted(named)) chain = named;
  }
  if (chain !== undefined) return chain;
  for (const match of wordsAfter(text, end).toLowerCase().matchAll(NAMED)) {
    const named = chainOfWord.get(match[1]!)!;
    if (isWanted(named)) return named;
  }
  return undefined;
}

/** Chains that a text names anywhere, in words that cannot mean anything else. */
export function chainsNamed(text: string, into: Set<string>): void {
  const lower = text.length > 4096 ? text.slice(0, 4096).toLowerCase() : text.toLowerCase();
  for (const match of lower.matchAll(STRONG)) into.add(chainOfWord.get(match[1]!)!);
  for (const match of lower.matchAll(PHRASED)) into.add(chainOfWord.get((match[1] ?? match[2])!)!);
}
