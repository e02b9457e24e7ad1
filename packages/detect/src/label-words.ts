/** What the words before an address call it. `secret`: a key, digest or id of something else. */
export type Label = "token" | "pool" | "wallet" | "program" | "transaction" | "secret";

/** Count anywhere before the address on its line; the nearest wins. Several words are joined by a space. */
export const LOOSE: Readonly<Partial<Record<Label, string>>> = {
  token:
    "ca contract contracts mint token tokens coin loading accumulating stacking buy buys buying bought sell sells selling sold swap swapped swaps ape apes aped aping snipe sniped gem jetton ticker contrato contrat vertrag contratto sözleşme kontrak コントラクト hợp|đồng",
  wallet:
    "wallet wallets donation donations donate cartera billetera monedero carteira portefeuille geldbörse portafoglio dompet ウォレット",
};

/** Count only right before the address; neutral words may stand between. */
export const ADJACENT: Readonly<Partial<Record<Label, string>>> = {
  token: "tokenaddress mintaddress contractaddress basetoken",
  program: "program programs programid programme programa invoke invoked invokes",
  pool: "havuz havuzu liquidez liquidità liquidité likidite likuiditas kolam liquiditätspool thanh|khoản bondingcurve pool pools pair pairs lp amm liquidity bonding|curve pair|contract pair|ca pool|contract pool|ca lp|token lp|contract par paire pairaddress pooladdress lpaddress poolid pairid",
  transaction:
    "tx txn txs txid txhash transaction transactions signature signatures sig digest hash transacción transação işlem",
  wallet:
    "owner dev developer deployer deployed|by creator created|by sender receiver recipient tip tips tip|jar deposit deposits whale whales holder holders trader traders maker copytrade copy|trade track follow withdraw usdt usdc treasury payout payouts withdrawal withdrawals authority fee|payer funded|by smart|money insider sniper multisig signer pubkey public|key ví kol fund funds funded by buyer seller buyers sellers target user payer mine bought|with sold|with paid|with receive receiving pay paying winner winners recipients snipers insiders bundlers presale wl whitelist allowlist gib gimme walletaddress owneraddress deployeraddress creatoraddress rugger scammer hacker exploiter attacker admin",
  secret:
    "private priv secret api apikey access|token auth|token refresh|token session|token bearer bearer|token api|token bot|token password passphrase passwd pwd md5 checksum fingerprint ssh ssh|rsa ssh|ed25519 pgp gpg wireguard presharedkey privatekey publickey psk commit nonce uuid guid session sessionid cookie csrf csrf|token jwt etag blockhash block merkle|root state|root root peer peerid node ipfs cid license licence serial invoice order ticket tracking voucher coupon promo backup recovery reference ref build device request trace correlation hmac salt",
};

/** May stand between a label and its address. */
export const NEUTRAL: ReadonlySet<string> = new Set(
  "address addresses addr addy acct acc account id no key code value is was at here go goes to below please pls the my our this one in của tôi mình di sol eth bnb created opened detected wallet it its it's адрес 是 now 2 1 welcome accepted appreciated trc20 erc20 bep20 trc erc bep only".split(
    " ",
  ),
);

/** Beginnings of words in scripts that inflect, and words of scripts that leave no spaces: found anywhere in a word. */
export const STEMS: readonly (readonly [string, Label, "loose" | "adjacent"])[] = [
  ["контракт", "token", "loose"],
  ["токен", "token", "loose"],
  ["монет", "token", "loose"],
  ["合约", "token", "loose"],
  ["合約", "token", "loose"],
  ["代币", "token", "loose"],
  ["кошел", "wallet", "loose"],
  ["钱包", "wallet", "loose"],
  ["錢包", "wallet", "loose"],
  ["cüzdan", "wallet", "loose"],
  ["ウォレット", "wallet", "loose"],
  ["지갑", "wallet", "loose"],
  ["محفظ", "wallet", "loose"],
  ["کیف", "wallet", "loose"],
  ["वॉलेट", "wallet", "loose"],
  ["กระเป๋า", "wallet", "loose"],
  ["гаман", "wallet", "loose"],
  ["コントラクト", "token", "loose"],
  ["컨트랙트", "token", "loose"],
  ["토큰", "token", "loose"],
  ["деплоер", "wallet", "loose"],
  ["деплойер", "wallet", "loose"],
  ["холдер", "wallet", "adjacent"],
  ["владел", "wallet", "adjacent"],
  ["донат", "wallet", "adjacent"],
  ["создател", "wallet", "adjacent"],
  ["депозит", "wallet", "adjacent"],
  ["开发者", "wallet", "adjacent"],
  ["聪明钱", "wallet", "adjacent"],
  ["充值", "wallet", "adjacent"],
  ["победител", "wallet", "adjacent"],
  ["отправь", "wallet", "adjacent"],
  ["отправля", "wallet", "adjacent"],
  ["程序", "program", "adjacent"],
  ["программ", "program", "adjacent"],
  ["开池", "token", "adjacent"],
  ["開池", "token", "adjacent"],
  ["池", "pool", "adjacent"],
  ["유동성", "pool", "adjacent"],
  ["풀", "pool", "adjacent"],
  ["流動性", "pool", "adjacent"],
  ["السيولة", "pool", "adjacent"],
  ["ликвидн", "pool", "adjacent"],
  ["交易对", "pool", "adjacent"],
  ["пул", "pool", "adjacent"],
  ["пара", "pool", "adjacent"],
  ["транзакци", "transaction", "adjacent"],
  ["交易", "transaction", "adjacent"],
  ["хеш", "transaction", "adjacent"],
  ["хэш", "transaction", "adjacent"],
  ["哈希", "transaction", "adjacent"],
];

/** Signs that stand for a word before an address. */
export const EMOJI_LABELS: readonly (readonly [RegExp, Label])[] = [
  [/(?:👤|👥|👛|💼|🕵️?|(?:👨|🧑|👩)(?:🏻|🏼|🏽|🏾|🏿)?\u200d(?:💻|🍳))\ufe0f?[\s:`*|]*$/u, "wallet"],
  [/(?:💧|🏊|🌊\s?LP)\ufe0f?[\s:`*|]*$/u, "pool"],
];

const DONE =
  "made|bought|buys|buying|sold|sells|selling|swapped|swaps|traded|aped|apes|sniped|dumped|transferred|transfers|sent|sends|received|receives|withdrew|deposited|bridged|created|deployed|launched|minted|added|removed|burned|burnt|funded|claimed|staked|paid|spent|holds|owns|купил[аи]?|продал[аи]?|перев[её]л[аи]?|отправил[аи]?|compró|vendió|comprou|vendeu|acheté|vendu|kaufte|verkaufte|satın aldı|sattı|mua|bán|membeli|menjual";
const OBJECT =
  "[$€#]?\\d|\\$[A-Za-z]|(?:a|an|the|another|more|all|into|of|for|liquidity|lp|0x)\\b|[1-9A-HJ-NP-Za-km-z]{32,}|E[Qf][\\w-]{46}";
/** Right after an address: it did something with something, so it is a wallet. */
export const DOES_SOMETHING = new RegExp(
  `^[^\\S\\n]*[)\\]\`*_|~]*[^\\S\\n]*(?:(?:has|have|had|just|is|was|now|also|recently|a|hat|ha)\\s+){0,2}(?:(?:${DONE})(?:\\s+(?:into|of|for|up|out))?\\s+(?:${OBJECT})|(?:买入|卖出|買入|賣出|购买|转出|转入)\\s*[\\d$0-9A-Za-z]|在过去|从[^\\s\\d]{1,6}(?:提|转))`,
  "iu",
);
/** Words with which such a remark begins, in Latin letters. */
export const DEEDS: ReadonlySet<string> = new Set([
  ..."has have had just is was now also recently a hat ha satın".split(" "),
  ...DONE.split("|").filter((word) => /^[a-z]+$/.test(word)),
]);
/** A wallet's card: its balance on the line below. */
export const SHOWS_BALANCE = /^[^\n]{0,24}\n[^\p{L}\p{N}\n]{0,6}(?:balance|bal|баланс|saldo|余额)\b/iu;

/** With `from` after them, what follows is what something is taken out of. */
export const REMOVERS: ReadonlySet<string> = new Set("remove delete erase drop strip cut".split(" "));

/** With `to` or `from` after them, what follows is a wallet. */
export const TRANSFERS: ReadonlySet<string> = new Set(
  "send sends sent pay pays paid transfer transferred transfers withdraw withdrawn deposit deposited airdrop airdropped forward moved bridged".split(
    " ",
  ),
);
