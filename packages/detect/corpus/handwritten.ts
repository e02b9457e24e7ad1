import type { Draft, Expected } from "./item.ts";

/** Addresses that the hand-written messages use: real-looking, made for this file. */
const M = "7xKXtg2CW87d97TXJSDpbD5jBkheTqA83TZRuJosgAsU";
const P = "9Fa3mVbtZ8vVfS5yLJNVUPxUySCDeVYdyGGCxoq8pump";
const L = "8sLbNZoA1cfnvMJLPfp98ZLAnFSYCFApfJKMbiXNLwxj";
const W = "5Q544fKrFoe6tsEbD7S8EmxGTJYAKtTVhAW5Q5pge4j1";
const K = "4k3Dyjzvzp8eMZWUXbBCjEvwSkkk59S5iCNLY3QrkX6R";
const E = "0x6982508145454Ce325dDbE47a25d4ec3d2311933";
const F = "0x95aD61b0a150d79219dCF64E1E6Cc01f0B64C4cE";
const T = "TNUC9Qb1rRpS5CbWLmNMxXBjyFoydXjWFR";
const sol = (address = M, role = "token"): Expected => ({ family: "solana", address, role });
const evm = (address = E, role = "token", chain?: string): Expected => ({ family: "evm", address: address.toLowerCase(), role, ...(chain === undefined ? {} : { chain }) });

const found = (text: string, ...expected: Expected[]): Draft => ({ text, expected });
const nothing = (text: string): Draft => ({ text, expected: [] });

/** Messages as people write them, by hand: each is a habit seen in such chats, in our own words. */
export const HANDWRITTEN: readonly Draft[] = [
  found(`gm degens ☀️ ${M} x100 easy`, sol()), found(`CA:${M}`, sol()), found(`ca-${M}-send`, sol()), found(`$PEPE:${M}🚀🚀`, sol()), found(`(${M})`, sol()), found(`sol/${M}`, sol()), found(`${M},${P}`, sol(), sol(P)),
  found(`new one ${M.slice(0, 22)} ${M.slice(22)}`, sol()), found(`${M.slice(0, 15)}\n${M.slice(15, 30)}\n${M.slice(30)}`, sol()), found(`│ ${M.slice(0, 22)}\n│ ${M.slice(22)}`, sol()),
  found(`CA (remove spaces): ${M.match(/.{1,4}/g)!.join(" ")}`, sol()), found(`remove the dots: ${M.match(/.{1,6}/g)!.join(".")}`, sol()), found((Array.from(M).join(" ")), sol()), found(`CA: ${Array.from(M).join("\u200b")}`, sol()),
  found(`delete emojis 👉 ${M.match(/.{1,9}/g)!.join("🍌")}`, sol()), found(`${M.slice(0, 20)}(dot)${M.slice(20)}`, sol()), found(`${M.slice(0, 20)} [space] ${M.slice(20)}`, sol()), found(`${M.slice(0, 20)} *** ${M.slice(20)}`, sol()),
  found(`first: ${M.slice(0, 20)}\nlast: ${M.slice(20)}`, sol()), found(`last part ${M.slice(20)}\nfirst part ${M.slice(0, 20)}`, sol()), found(`second: ${M.slice(22)} / first: ${M.slice(0, 22)}`, sol()),
  found(`part 3: ${M.slice(30)}\npart 1: ${M.slice(0, 15)}\npart 2: ${M.slice(15, 30)}`, sol()), found(`1/3 ${M.slice(0, 15)} 2/3 ${M.slice(15, 30)} 3/3 ${M.slice(30)}`, sol()), found(`A: ${M.slice(0, 22)}\nB: ${M.slice(22)}`, sol()),
  found(`begins ${M.slice(0, 18)} and finishes ${M.slice(18)}`, sol()), found(`Take ${M.slice(0, 18)} then add ${M.slice(18)}`, sol()), found(`${P.slice(0, -4)} + pump`, sol(P)), found(`${P.slice(0, -4)}... and you know it ends in pump 😉`, sol(P)),
  found(`${P.slice(0, 20)} then ${P.slice(20, 40)} pump last`, sol(P)), found(`pump at the end\n${P.slice(0, 40)}`, sol(P)), found(`CA: ${P.slice(0, 40)} p u m p`, sol(P)),
  found(`CA reversed: ${Array.from(K).toReversed().join("")}`, sol(K)), found(`swap now\n${M.slice(0, 22)}\n${M.slice(22)}`, sol()), found(`flip the parts: ${M.slice(22)} and ${M.slice(0, 22)}`, sol()),
  found(`7х${M.slice(2)}`, sol()), found((M.replace(/K/g, "К").replace(/T/g, "Т").replace(/e/g, "е")), sol()), found((M.replace(/u/g, "υ").replace(/X/g, "Χ")), sol()), found(M.replace(/o/g, "0"), sol()), found(`ca ${M.replace(/o/g, "O")} go`, sol()),
  found(`7️⃣${M.slice(1)}`, sol()), found((M.replace(/\d/g, (d) => `${d}\ufe0f\u20e3`)), sol()), found(`\`\`\`\n${M}\n\`\`\``, sol()), found(`||${M}||`, sol()), found(`~~${M}~~`, sol()), found(`**${M.slice(0, 22)}**__${M.slice(22)}__`, sol()),
  found(`┌ Token\n├ ${M}\n└ SOL`, sol()), found(`╭ CA ╮\n┃${M}┃\n╰────╯`, sol()), found(`>${M}`, sol()), found(`• ${M}\n• ${E}`, sol(), evm()), found(`合约${M}冲冲冲`, sol()), found(`адрес ${M} берём`, sol()), found(`コントラクト：${M}`, sol()), found(`عقد ${M}`, sol()),
  found(`ETH: ${E}\nSOL: ${M}`, evm(E, "token", "ethereum"), sol()), found(`Base gem ${E}`, evm(E, "token", "base")), found(`BSC: ${E}\nETH: ${F}`, evm(E, "token", "bsc"), evm(F, "token", "ethereum")), found(`live on Arbitrum!\n\nCA ${E}`, evm(E, "token", "arbitrum")),
  found(E.toUpperCase().replace("0X", "0x"), evm()), found(E.toLowerCase(), evm()), found(`0 x ${E.slice(2)}`, evm()), found(`0х${E.slice(2)}`, evm()), found(`0X${E.slice(2)}`, evm()), found(`Ox${E.slice(2)}`, evm()), found(`zero x: 0x\n${E.slice(2)}`, evm()),
  found(`${E.slice(0, 22)} ${E.slice(22)}`, evm()), found(`${E.slice(0, 12)}\n${E.slice(12, 27)}\n${E.slice(27)}`, evm()), found(`add 0x in front 👉 ${E.slice(2)}`, evm()), found(E.replace(/0/g, "O").replace("Ox", "0x"), evm()), found(E.replace(/1/g, "l"), evm()),
  found(`0x${E.slice(2).match(/.{1,4}/g)!.join("-")}`, evm()), found(`0x ${Array.from(E.slice(2)).join(" ")}`, evm()), found(`second ${E.slice(21)}, first ${E.slice(0, 21)}`, evm()), found(`0x6982508145454ce325dDbE47a25d4ec3d2311933 typo`, evm()),
  found(`Dev wallet: ${W}\nCA: ${M}`, sol(W, "wallet"), sol()), found(`whale ${W} just bought ${M}`, sol(W, "wallet"), sol()), found(`LP: ${L}\nToken: ${M}`, sol(L, "pool"), sol()), found(`send 1 SOL to ${W}`, sol(W, "wallet")), found(`tips welcome: ${W}`, sol(W, "wallet")), found(`program id: ${L}`, sol(L, "program")),
  found(`https://pump.fun/${P}`, sol(P)), found(`[Buy](https://pump.fun/coin/${P}) now`, sol(P)), found(`https://dexscreener.com/solana/${L}`, sol(L, "pool")), found(`https://dexscreener.com/solana/${P}`, sol(P)), found(`${M} chart https://dexscreener.com/solana/${M}`, sol()),
  found(`https://photon-sol.tinyastro.io/en/lp/${L}?handle=abc`, sol(L, "pool")), found(`https://t.me/solana_trojanbot?start=r-some_user-${M}`, sol(M, "bot")), found(`t.me/paris_trojanbot?start=snipe_${M}`, sol(M, "bot")), found(`https://t.me/BloomSolana_bot?start=ref_ABC_ca_${M}`, sol(M, "bot")),
  found(`https://gmgn.ai/sol/token/abc123_${M}`, sol()), found(`https://jup.ag/swap/SOL-${M}`, sol()), found(`https://jup.ag/swap/EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v-${M}`, sol()), found(`https://axiom.trade/meme/${L}`, sol(L, "pool")), found(`https://axiom.trade/t/${M}/@someone`, sol()),
  found(`https://neo.bullx.io/terminal?chainId=8453&address=${E}`, evm(E, "token", "base")), found(`https://raydium.io/swap/?inputMint=sol&outputMint=${M}`, sol()), found(`https://etherscan.io/token/${E}?a=${F}`, evm(E, "token", "ethereum"), evm(F, "wallet", "ethereum")), found(`etherscan.io/address/${E}`, evm(E, "wallet", "ethereum")),
  found(`https://unknown-dex.example/trade/${M}?utm=x`, sol()), found(`https://solscan.io/account/${W}`, sol(W, "wallet")), found(`HTTPS://PUMP.FUN/${P}`, sol(P)), found(`https://www.okx.com/web3/dex-swap#inputChain=501&inputCurrency=11111111111111111111111111111111&outputChain=501&outputCurrency=${M}`, sol()),
  { text: "", buttons: [{ text: "Buy", url: `https://t.me/maestro?start=${E}-user` }], expected: [evm(E, "bot")] }, { text: "tap below", buttons: [{ text: "Copy", copy: M }], expected: [sol()] }, { text: "gem", entities: [{ type: "textUrl", offset: 0, length: 3, url: `https://birdeye.so/token/${M}?chain=solana` }], expected: [sol()] },
  { text: `CA 👇 ${M.slice(0, 22)}`, buttons: [{ text: M.slice(22) }], expected: [sol()] }, { text: "", buttons: [{ text: M.slice(0, 22) }, { text: M.slice(22) }], expected: [sol()] }, { text: "vote", preview: { url: `https://pump.fun/${P}`, title: "coin", description: "" }, expected: [sol(P)] }, { text: "agree", quote: `CA ${M}`, expected: [sol()] },
  { text: M.slice(22), previous: [{ text: M.slice(0, 22), sameSender: true, secondsBefore: 4 }], expected: [sol()] }, { text: "pump", previous: [{ text: P.slice(0, 40), sameSender: true, secondsBefore: 4 }], expected: [sol(P)] },
  { text: `part 1: ${M.slice(0, 22)}`, previous: [{ text: `part 2: ${M.slice(22)}`, sameSender: true, secondsBefore: 9 }], expected: [sol()] }, { text: E.slice(20), previous: [{ text: "lol", sameSender: false, secondsBefore: 2 }, { text: `CA ${E.slice(0, 20)}`, sameSender: true, secondsBefore: 9 }], expected: [evm()] },
  { text: "send it 🚀", previous: [{ text: M.slice(22), sameSender: true, secondsBefore: 4 }, { text: M.slice(0, 22), sameSender: true, secondsBefore: 8 }], expected: [] }, { text: M.slice(22), previous: [{ text: M.slice(0, 22), sameSender: false, secondsBefore: 4 }], expected: [] }, { text: "nice", previous: [{ text: M, sameSender: true, secondsBefore: 4 }], expected: [] },
  found(`trx TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t usdt`), found(`sell ${T} now`), found("TLa2f6VPqDgRE67v1736s7bJ8Ray5wYjU7", { family: "tron", address: "TLa2f6VPqDgRE67v1736s7bJ8Ray5wYjU7", role: "token" }),
  found("jetton EQBlqsm144Dq6SjbPI4jjZvA1hqTIP3CvHovbIfW_t-SCALE", { family: "ton", address: "0:65aac9b5e380eae928db3c8e238d9bc0d61a9320fdc2bc7a2f6c87d6fedf9208", role: "token" }),
  nothing(`https://solscan.io/tx/${M}${W}`.slice(0, 22 + 88)), nothing(`tx: 0x${"ab12".repeat(16)}`), nothing(`0x${"0".repeat(40)}`), nothing("burned to 0x000000000000000000000000000000000000dEaD"), nothing("pair with WETH 0xC02aaA39b223FE8D0A0e5C4F27eAD9083C756Cc2"), nothing("So11111111111111111111111111111111111111112 is wrapped sol"),
  nothing(`https://dexscreener.com/solana/${L.toLowerCase()}`), nothing(M.toLowerCase()), nothing(M.toUpperCase()), nothing(`${M.slice(0, 4)}...${M.slice(-4)}`), nothing(`${M.slice(0, 6)}…${M.slice(-6)} bought 12 SOL`), nothing(E.slice(0, 38)), nothing(`${E}ab`), nothing(`x${M}x`),
  nothing("bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq"), nothing("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"), nothing("LM2WMpR1Rp6j3Sa59cMXMs1SPzj9eXpGc1"), nothing("rPT1Sjq2YGrBMTttX4GZHjKu9dyfzbpAYe"), nothing("cosmos1hsk6jryyqjfhp5dhc55tc9jtckygx0eph6dd02"), nothing("osmo1hsk6jryyqjfhp5dhc55tc9jtckygx0ep9gvy5x"), nothing("bc1p5cyxnuxmeuwuvkwfem96lqzszd02n6xdcjrs20cac6yqjjwudpxqkedrcr"),
  nothing("addr1qx2fxv2umyhttkxyxp8x0dlpdt3k6cwng5pxj3jhsydzer3n0d3vllmyqwsx5wktcd8cc3sq835lu7drv2xwl2wywfgse35a3x"), nothing("15oF4uVJwmo4TdGW7VfQxNLavjCXviqxT9S1MgbjMNHr6Sp5"), nothing("123e4567-e89b-12d3-a456-426614174000"), nothing("d670460b4b4aece5915caf5c68d12f560a9fe3e4"), nothing("sha256 e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
  nothing("Fixed in 9fceb02d0ae598e95dc970b74767f19372d61af8, please pull"), nothing("INV-2026-00048213 is due on Monday"), nothing("thisIsAVeryLongFunctionNameThatSomeoneWroteHere()"), nothing("QmYwAPJzv5CZsnA625s3Xf2nemtYgPpHdWEz79ojWKPbdG"), nothing("npub1sn0wdenkukak0d9dfczzeacvhkrgz92ak56egt7vdgzn8pv2wfqqhrjdv9"),
  nothing("AAAAB3NzaC1yc2EAAAADAQABAAABgQC7vbqajDRETQEmAZKJ1nUkFsEW5kD3x"), nothing("api key: AIzaSyD4kP9qXn2vR7tLmW3cYbH8jFgEoUiN6Zs"), nothing("ghp_16C7e42F292c6912E7710c838347Ae178B4a"), nothing("WhatsApp +44 7911 123456, ref 8842-AZ-19"), nothing("My seed is not going to be posted here lol"), nothing("@SomeVeryLongUserName12345 #HashtagWithManyWordsInside2026"),
];
